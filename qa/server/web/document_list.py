"""A page of a collection's documents, and where the pages beside it begin."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from index.errors import NotFound
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from index.store.catalog.documents import DocumentRow
from qa.server.http.query_parameters import Browsing


class Browsed(NamedTuple):
    """Documents in the order of their ids.

    Args:
        previous: The query that leads to the page before; empty where there is none.
        next: The same for the page behind.
    """

    documents: Sequence[DocumentRow]
    previous: dict[str, str]
    next: dict[str, str]


def browse(db: sqlite3.Connection, collection: str, query: Browsing) -> Browsed:
    """The page that `query` asks for; of a collection that is not there, an empty one."""
    try:
        shelf = find(db, collection)
    except NotFound:
        return Browsed((), {}, {})
    limit, named = query.limit, query.q
    found = rows.page_before(db, shelf, query.before, limit, named) if query.before else []
    if len(found) < limit:  # the first page is always whole
        found = rows.page(db, shelf, "" if query.before else query.after, limit, named)
    kept = {"collection": collection, **({"q": named} if named else {})}
    kept |= {"limit": str(limit)} if "limit" in query.model_fields_set else {}
    if not found:  # behind the last one there is a way back to the first page
        return Browsed((), kept if query.after else {}, {})
    first, last = found[0].id, found[-1].id
    before = rows.page_before(db, shelf, first, 1, named)
    behind = rows.page(db, shelf, last, 1, named)
    return Browsed(
        found, {**kept, "before": first} if before else {}, {**kept, "after": last} if behind else {}
    )
