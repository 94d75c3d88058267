"""`qa eval make`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.open_client import Collection
from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.cli.output import err, out, printable
from qa.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.making.made import Made, SourceText
    from qa.service import Service


def make(
    path: Annotated[Path, typer.Option("--out", help="The set to write.", show_default=False)],
    collection: Collection = "default",
    n: Annotated[int, typer.Option("-n", "--number", min=1, max=10_000, help="How many questions.")] = 100,
    seed: Annotated[int, typer.Option("--seed", help="Another seed chooses others; the same, the same.")] = 0,
    write: Annotated[
        bool,
        typer.Option("--write", help="Let the language model of the settings write half; each is checked."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that exists.")] = False,
) -> None:
    """Make a set of questions, with the spans that answer them, from the documents of a collection.

    No language model is needed. Up to one question in eight has no answer. Prune them with `qa eval review`.
    """
    from eval.making.collection_texts import collection_texts
    from eval.making.making import make as make_questions
    from eval.making.set_lines import set_lines
    from eval.run_record import write_whole
    from qa.cli.progress import shown_progress

    if path.exists() and not force:
        raise InvalidInput(
            "The file exists.", field=str(path), hint="Name another one, or add --force: a review is lost."
        )
    service = opening.open_service(Settings())
    sources = collection_texts(service, collection)
    more = _written(service, sources, n // 2, seed) if write else ()
    with shown_progress(f"Reading {len(sources)} documents") as progress:
        made = make_questions(sources, n, seed, progress, more)
    if not made:
        raise InvalidInput(
            "No question can be made of these documents.",
            field="--collection",
            hint="Questions are made of English prose, tables, lists, headings and labelled lines.",
        )
    lines = [json.dumps(line, ensure_ascii=False) for line in set_lines(made)]
    write_whole(path, "\n".join(lines) + "\n")
    _tell(path, made, n)


def _written(service: Service, sources: Sequence[SourceText], n: int, seed: int) -> list[Made]:
    from contextlib import closing

    from eval.making.written import Writer, written
    from qa.cli.progress import shown_progress

    with closing(Writer(service.settings)) as writer, shown_progress("Writing questions") as progress:
        made = [*written(writer, service.reader, sources, n, seed, progress)]
    if len(made) < n:
        err().print(f"{len(made)} of {n} were written: of the others, nothing passed the checks.")
    return made


def _tell(path: Path, made: Sequence[Made], wanted: int) -> None:
    methods = ", ".join(
        f"{count} {name}" for name, count in Counter(one.method for one in made).most_common()
    )
    documents = len({one.source.document_id for one in made})
    out().print(printable(f"{path}: {len(made)} questions of {documents} documents ({methods})"))
    if len(made) < wanted:
        err().print(f"{wanted} were wanted: the documents have no more that questions can be made of.")
    err().print(printable(f"Next: qa eval review {path}"))
