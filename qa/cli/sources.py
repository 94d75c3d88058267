"""`qa sources list|remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from qa.cli import open_service as opening
from qa.cli.audit import note
from qa.cli.group import Group, make_app
from qa.cli.output import print_facts, print_json, print_rows
from qa.settings import Settings

Collection = Annotated[str, typer.Option("--collection", "-c", help="Of this collection.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

app = make_app("See and remove sources: folders, uploads, the API.", cls=Group)


@app.command("list")
def list_sources(collection: Collection = "default", as_json: AsJson = False) -> None:
    """List the sources of a collection, with their folders."""
    from index.store.catalog.collections import find
    from index.store.catalog.sources import all_sources
    from qa.server.routes.sources import Sources, SourceView

    db = opening.open_service(Settings()).index.catalog.connection
    found = all_sources(db, find(db, collection))
    if as_json:
        views = [SourceView(name=s.name, documents=count, created=s.created) for s, count in found]
        print_json(Sources(collection=collection, sources=views))
        return
    rows = ((s.name, count, s.path, s.created[:19]) for s, count in found)
    print_rows(("source", "documents", "folder", "created"), rows)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="The source.", show_default=False)],
    collection: Collection = "default",
    as_json: AsJson = False,
) -> None:
    """Erase a source with all its documents at once; the files of a folder stay."""
    from qa.server.routes.sources import DeletedSource

    gone = opening.open_service(Settings()).delete_source(collection, name)
    note("delete source", collection=collection, source=name)
    receipt = DeletedSource(source=name, collection=collection, documents=len(gone))
    if as_json:
        print_json(receipt)
    else:
        print_facts(receipt.model_dump().items())
