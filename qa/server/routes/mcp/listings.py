"""The tools of `/mcp` that list: which collections there are, and which documents are in one."""

from __future__ import annotations

from pydantic import BaseModel, Field

from index.store.catalog import document_list
from index.store.catalog.collections import all_collections, find
from qa.reading_service import Readable
from qa.server.auth.caller import Caller
from qa.server.routes.collection_bodies import Collections, CollectionView
from qa.server.routes.documents.response_bodies import DocumentSummary


class CollectionList(Collections):
    """The collections that the key may use, by name."""

    def text(self) -> str:
        """One collection a line."""
        return "\n".join(map(_collection_line, self.collections)) or "There is no collection yet."


class DocumentList(BaseModel):
    """Documents of a collection, in the order of their ids."""

    collection: str
    documents: list[DocumentSummary]
    next: str | None = Field(description="Send it as `after` to go on; null at the end.")

    def text(self) -> str:
        """One document a line."""
        lines = [*map(_document_line, self.documents)]
        more = [f"There are more: send after={self.next!r}."] if self.next else []
        return "\n".join([*lines, *more]) or "No document."


def collections(service: Readable, caller: Caller) -> CollectionList:
    """The collections that a caller may use."""
    with service.index.catalog.reading() as db:
        found = all_collections(db)
    seen = [CollectionView.of(*one) for one in found if caller.may_see(one[0].name)]
    return CollectionList(collections=seen)


def documents(
    service: Readable, caller: Caller, collection: str, contains: str, limit: int, after: str
) -> DocumentList:
    """A page of a collection's documents.  Raises `NotFound`, `InvalidInput`."""
    with service.index.catalog.reading() as db:
        found = document_list.page(db, find(db, collection), after, limit + 1, contains, "")
    shown = found[:limit]
    return DocumentList(
        collection=collection,
        documents=[DocumentSummary.of(row, caller) for row in shown],
        next=document_list.cursor(shown[-1]) if len(found) > limit else None,
    )


def _collection_line(one: CollectionView) -> str:
    about = f" – {one.description}" if one.description else ""
    return f"{one.name}: {one.documents} documents{about}"


def _document_line(one: DocumentSummary) -> str:
    return ", ".join(filter(None, [one.id, one.title, one.published, one.language]))
