"""`qa feedback export`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from index.atomic_file import atomic_file
from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.cli.group import Group, make_app
from qa.cli.output import out, printable
from qa.settings import Settings

app = make_app("What people say of answers.", cls=Group)


@app.callback()
def feedback() -> None:
    """What people say of answers."""


@app.command()
def export(
    path: Annotated[Path, typer.Option("--out", help="The file to write.", show_default=False)],
    collection: Annotated[str, typer.Option("--collection", "-c", help="Of this collection.")] = "default",
) -> None:
    """Write feedback as an eval set: thumbs up are accepted answers, the rest has to be judged."""
    from index.store.catalog.collections import find
    from qa.feedback.current_texts import current_texts
    from qa.feedback.export import eval_set_lines

    service = opening.open_service(Settings())
    db = service.index.catalog.connection
    shelf = find(db, collection)
    found = eval_set_lines(service.feedback.everything(collection), current_texts(db, shelf))
    try:
        with atomic_file(path) as file:
            file.writelines(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in found)
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be written: {error.strerror}.", field="--out", hint="Name another file."
        ) from error
    judged = sum("unjudged" not in line for line in found)
    out().print(printable(f"{len(found)} questions to {path}, {len(found) - judged} of them unjudged"))
