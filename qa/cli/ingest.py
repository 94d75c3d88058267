"""`qa ingest`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.settings import Settings

if TYPE_CHECKING:
    from index.ingest.files import SourceFile
    from qa.cli.outcome_counts import Tally
    from qa.service import Service

SOME_FAILED = 1
LOADING = "Loading the embedding model"


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.", show_default=False)],
    collection: Annotated[str, typer.Option("--collection", "-c", help="Where to; made if new.")] = "default",
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Bring files and folders into the index; what has not changed is skipped.

    Exits with 1 when a file could not be taken; the others are in then.
    """
    from qa.cli.outcome_counts import Tally

    sources = found(paths)
    tally = Tally()
    try:
        add(sources, collection, opening.open_service(Settings()), tally)
    finally:
        if as_json:
            sys.stdout.write(json.dumps(tally.summary(), indent=2) + "\n")
        else:
            tally.print_summary(collection)
    if tally.failed:
        raise typer.Exit(SOME_FAILED)


def found(paths: list[Path]) -> list[SourceFile]:
    """The files that `paths` name.  Raises `InvalidInput` if there is none."""
    from index.ingest.files import find

    sources = find(paths)
    if not sources:
        raise InvalidInput(
            "There is nothing here to ingest.",
            field=", ".join(map(str, paths)),
            hint="Name files or folders with text or Markdown in them.",
        )
    return sources


def add(sources: list[SourceFile], collection: str, service: Service, tally: Tally) -> None:
    """Ingest files, showing how far it is, and count in `tally` what became of each."""
    from index.ingest.ingester import ingest_files
    from qa.cli.progress import shown_progress, waiting

    with waiting(LOADING):
        ingester = service.ingester
    with shown_progress(f"Reading {len(sources)} file{'' if len(sources) == 1 else 's'}") as progress:
        ingest_files(ingester, collection, sources, tally.count, progress)
