"""`qa documents list|show|delete`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli import open_service as opening
from qa.cli.audit import note
from qa.cli.group import Group, make_app
from qa.cli.output import print_facts, print_json, print_rows
from qa.settings import Settings

if TYPE_CHECKING:
    from index.store.catalog.collections import Collection as Shelf
    from index.store.catalog.documents import DocumentRow
    from index.store.passage_index import PassageIndex

PAGE = 1000

Collection = Annotated[str, typer.Option("--collection", "-c", help="Of this collection.")]
Id = Annotated[str, typer.Argument(help="The document's id.", show_default=False)]
Source = Annotated[str, typer.Option("--source", help="Of this source: see `qa sources list`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

app = make_app("See and delete documents.", cls=Group)


@app.command("list")
def list_documents(collection: Collection = "default", source: Source = "", as_json: AsJson = False) -> None:
    """List the documents of a collection."""
    from qa.server.auth.caller import Caller
    from qa.server.routes.documents.response_bodies import DocumentPage, DocumentSummary

    index = opening.open_service(Settings()).index
    documents = _all(index, _shelf(index, collection), source)
    if as_json:
        summaries = [DocumentSummary.of(document, Caller(None)) for document in documents]
        print_json(DocumentPage(collection=collection, documents=summaries, next=None))
        return
    headings = ("id", "title", "published", "characters", "updated", "source")
    rows = ((d.id, d.title, d.published, d.characters, d.updated[:19], d.source) for d in documents)
    print_rows(headings, rows)


@app.command()
def show(
    id: Id,
    collection: Collection = "default",
    source: Source = "",
    text: Annotated[
        bool, typer.Option("--text", help="Print the text that offsets refer to, nothing else.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a document: what is known of it, its versions, its text."""
    from index.store.catalog import documents as rows
    from qa.server.auth.caller import Caller
    from qa.server.routes.documents.response_bodies import document_detail

    index = opening.open_service(Settings()).index
    shelf = _shelf(index, collection)
    db = index.catalog.connection
    document = rows.show(db, shelf, id, source)
    versions = rows.versions(db, document)
    if text:
        sys.stdout.write(rows.version_text(db, shelf, id, document.version))
        return
    if as_json:
        print_json(document_detail(db, shelf, id, Caller(None), source))
        return
    metadata = json.dumps(dict(document.metadata), ensure_ascii=False)
    facts = {**document._asdict(), "metadata": metadata, "access": ", ".join(document.access)}
    print_facts((name, value) for name, value in facts.items() if name != "key" and value not in ("", "{}"))
    print_facts(
        (
            "version",
            f"{v.name[:12]} of {v.created[:19]}, {v.characters} characters{', current' if v.current else ''}",
        )
        for v in versions
    )


@app.command()
def access(
    id: Id,
    labels: Annotated[
        list[str] | None, typer.Option("--access", help="A label, as group:hr; none lifts them all.")
    ] = None,
    collection: Collection = "default",
    source: Source = "",
) -> None:
    """Show who may see a document, or say who may: with --access it has these labels and no others."""
    from index.access import checked_labels
    from index.store.catalog import documents as rows
    from index.store.relabel import relabel

    index = opening.open_service(Settings()).index
    if labels:
        given = checked_labels([] if labels == ["none"] else labels, "--access")
        relabel(index, collection, id, source, given)
        note("change document", collection=collection, documents=[id])
    found = rows.show(index.catalog.connection, _shelf(index, collection), id, source)
    print_facts([("document", id), ("access", ", ".join(found.access) or "everyone with the collection")])


@app.command()
def delete(id: Id, collection: Collection = "default", source: Source = "", as_json: AsJson = False) -> None:
    """Erase a document with every version, at once, and print the receipt."""
    from qa.server.routes.documents.response_bodies import Deleted

    receipt = opening.open_service(Settings()).delete(collection, id, source)
    note("delete document", collection=collection, documents=[id])
    if as_json:
        print_json(Deleted.model_validate(receipt._asdict()))
        return
    print_facts([("deleted", id), ("source", receipt.source), ("collection", collection)])
    print_facts([("generation", receipt.generation)])
    print_facts([("at", receipt.deleted_at)])
    print_facts(
        (store, ", ".join(f"{count} {what}" for what, count in counts.items()))
        for store, counts in receipt.erased.items()
    )


def _shelf(index: PassageIndex, name: str) -> Shelf:
    from index.store.catalog.collections import find

    return find(index.catalog.connection, name)


def _all(index: PassageIndex, shelf: Shelf, source: str) -> Iterator[DocumentRow]:
    from index.store.catalog.document_list import cursor, page

    after = ""
    while found := page(index.catalog.connection, shelf, after, PAGE, source=source):
        yield from found
        after = cursor(found[-1])
