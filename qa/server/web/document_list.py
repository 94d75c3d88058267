"""One page of the list of a collection's documents, with the queries of the pages before and after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from index.errors import NotFound
from index.store.catalog import document_list as rows
from index.store.catalog.collections import find
from index.store.catalog.documents import DocumentRow
from qa.server.http.query_parameters import BrowseParameters


class DocumentListPage(NamedTuple):
    """Documents in the order of their ids.

    Args:
        documents: Those of this page.
        previous: The query of the page before; empty if there is none.
        next: The query of the page after; empty if there is none.
    """

    documents: Sequence[DocumentRow]
    previous: dict[str, str]
    next: dict[str, str]


def document_list_page(db: sqlite3.Connection, collection: str, query: BrowseParameters) -> DocumentListPage:
    """The page that `query` asks for; empty if the collection does not exist."""
    try:
        row = find(db, collection)
    except NotFound:
        return DocumentListPage((), {}, {})
    limit, title, source = query.limit, query.q, query.source
    found = rows.page_before(db, row, query.before, limit, title, source) if query.before else []
    if len(found) < limit:  # fewer documents before: show a full first page
        found = rows.page(db, row, "" if query.before else query.after, limit, title, source)
    kept = {"collection": collection, **({"q": title} if title else {})}
    kept |= {"source": source} if source else {}
    kept |= {"limit": str(limit)} if "limit" in query.model_fields_set else {}
    if not found:  # past the last document: link to the first page
        return DocumentListPage((), kept if query.after else {}, {})
    first, last = rows.cursor(found[0]), rows.cursor(found[-1])
    has_previous = rows.page_before(db, row, first, 1, title, source)
    has_next = rows.page(db, row, last, 1, title, source)
    return DocumentListPage(
        found,
        {**kept, "before": first} if has_previous else {},
        {**kept, "after": last} if has_next else {},
    )
