"""Feedback that quotes what is gone: a deletion that was killed before it reached the feedback."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from index.store.catalog import Catalog, collections
from qa.feedback.store import FeedbackStore

_EXISTS = """SELECT 1 FROM versions v JOIN documents d ON d.key = v.document
             JOIN collections c ON c.key = d.collection WHERE c.name = ? AND d.id = ? AND v.name = ?"""


def dangling(store: FeedbackStore, db: sqlite3.Connection) -> list[str]:
    """The ids of the feedback on a collection, or that cites a version, that the catalog does not have.

    None while a rename of a collection is pending: feedback follows it first.
    """
    if collections.pending_renames(db):
        return []
    known = {name for (name,) in db.execute("SELECT name FROM collections")}
    return [
        id
        for id, record, collection in store.raw_records()
        if collection not in known
        or not all(db.execute(_EXISTS, cited).fetchone() for cited in _cited(record, collection))
    ]


def erase_dangling(store: FeedbackStore, catalog: Catalog) -> list[str]:
    """Erase it, and return the ids; nothing while another process writes, which may rename or delete."""
    with catalog.writer_lock(wait=False) as acquired:
        gone = dangling(store, catalog.connection) if acquired else []
        store.erase(gone)
    return gone


def _cited(record: str, collection: str) -> Iterator[tuple[str, str, str]]:
    for citation in json.loads(record).get("citations", []):
        yield citation.get("collection") or collection, citation["document_id"], citation["version"]
