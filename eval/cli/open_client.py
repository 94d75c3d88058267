"""Open the client for a run: of the local index, a server, or an index of the documents in the set."""

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
Url = Annotated[str | None, typer.Option("--url", help="Ask this running server instead of the local index.")]
Collection = Annotated[str, typer.Option("--collection", "-c", help="The collection to ask.")]
Split = Annotated[
    str,
    typer.Option(
        "--split",
        help="Which qrels of a BEIR folder: test, dev or train; by default the first of these that exists.",
    ),
]


class OpenedClient(NamedTuple):
    """A client, and the name of what it asks in the record of a run."""

    client: Client
    place: str


def open_client(url: str | None) -> OpenedClient:
    """A client of the server at `url`, or else of the local index."""
    if url:
        from eval.http_client import HttpClient

        client = HttpClient(url, Settings().api_key)
        return OpenedClient(client, client.url)
    from eval.client import LocalClient

    return OpenedClient(LocalClient(opening.open_service(Settings())), "local")


def open_own_corpus(evalset: EvalSet, cache: Path | None = None) -> OpenedClient:
    """A client of a temporary index of the documents in a set.  Raises `InvalidInput` if there are none."""
    from eval.client import LocalClient
    from eval.corpus import open_corpus
    from qa.cli.progress import shown_progress

    if not evalset.documents:
        raise InvalidInput(
            f"The set {evalset.name!r} contains no documents.",
            field="--corpus",
            hint="Leave the option out to ask the local index.",
        )
    with shown_progress(f"Indexing the set's {len(evalset.documents)} documents") as progress:
        service = open_corpus(
            evalset.documents, Settings(), progress, cache, lambda settings: opening.open_service(settings)
        )
    return OpenedClient(LocalClient(service), "corpus")
