"""`qa eval review`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.open_client import Collection, Url, open_client
from qa.cli.output import err, out, printable

if TYPE_CHECKING:
    from eval.check import TextOf
    from eval.review.reviewed_file import ReviewedFile

Ids = Annotated[list[str] | None, typer.Option(metavar="ID", help="Of a question; may be repeated.")]


def review(
    path: Annotated[Path, typer.Argument(metavar="SET", help="A set that `qa eval make` wrote, or another.")],
    collection: Collection = "default",
    url: Url = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any free one.")] = 8090,
    keep: Ids = None,
    drop: Ids = None,
) -> None:
    """Serve a page to keep, drop and edit the questions of a set: k, d, e and the arrow keys.

    Every decision is saved at once; dropped questions stay in the file and are not asked. With --keep or
    --drop nothing is served.
    """
    from eval.review.reviewed_file import ReviewedFile

    file = ReviewedFile(path)
    for ids, decision in ((keep, "keep"), (drop, "drop")):
        for id in ids or ():
            file.decide(id, decision)
    if not (keep or drop):
        _serve(file, _texts(file, collection, url), port)
    states = Counter(line.get("review", "undecided") for line in file.questions)
    out().print(
        printable(f"{path}: {states['keep']} kept, {states['drop']} dropped, {states['undecided']} undecided")
    )


def _texts(file: ReviewedFile, collection: str, url: str | None) -> TextOf:
    from eval.runner import document_texts
    from index.documents import normalise

    if own := file.documents:
        return {id: normalise(text) for id, text in own.items()}.get
    client = open_client(url).client
    return document_texts(client, collection)


def _serve(file: ReviewedFile, text_of: TextOf, port: int) -> None:
    import socket

    import uvicorn

    from eval.review.app import review_app
    from index.errors import InvalidInput

    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        raise InvalidInput(
            f"Port {port} cannot be used: {error.strerror}.", field="--port", hint="Name another, or 0."
        ) from error
    err().print(f"http://127.0.0.1:{listening.getsockname()[1]}/ - stop with Ctrl-C; all is saved.")
    config = uvicorn.Config(review_app(file, text_of), log_level="warning", lifespan="off")
    uvicorn.Server(config).run(sockets=[listening])
