"""Reach what a set is measured on: the local index, a server, or an index of the set's own documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from eval.client import Client
    from eval.questions import EvalSet

SetPath = Annotated[
    str,
    typer.Argument(
        metavar="SET",
        help="A Sourceline .jsonl, a SQuAD .json, a BEIR folder, or TREC topics beside their qrels.",
        show_default=False,
    ),
]
Url = Annotated[str | None, typer.Option("--url", help="Ask this running server instead.")]
Collection = Annotated[str, typer.Option("--collection", "-c", help="The collection to ask.")]
Split = Annotated[str, typer.Option("--split", help="Which qrels of a BEIR folder; by default test.")]


class Reached(NamedTuple):
    """What answers, and what a record calls it."""

    client: Client
    place: str


def reach(url: str | None) -> Reached:
    """The server at `url`, or the local index."""
    if url:
        from eval.http_client import HttpClient

        client = HttpClient(url, Settings().api_key)
        return Reached(client, client.url)
    from eval.client import LocalClient

    return Reached(LocalClient(opening.open_service(Settings())), "local")


def reach_own(evalset: EvalSet, cache: Path | None = None) -> Reached:
    """A temporary index of the documents that a set brings.  Raises `InvalidInput` if it brings none."""
    from eval.client import LocalClient
    from eval.corpus import open_corpus
    from qa.cli.progress import shown_progress

    if not evalset.documents:
        raise InvalidInput(
            f"The set {evalset.name!r} brings no documents.",
            field="--corpus",
            hint="Leave it out to ask the index that has them.",
        )
    with shown_progress(f"Indexing the set's {len(evalset.documents)} documents") as progress:
        service = open_corpus(
            evalset.documents, Settings(), progress, cache, lambda settings: opening.open_service(settings)
        )
    return Reached(LocalClient(service), "corpus")
