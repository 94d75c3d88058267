"""Give a stored document other labels; nothing of it is cut or embedded again."""

from __future__ import annotations

import sqlite3

from index.access import Labels
from index.store.catalog import collections, documents, label_sets
from index.store.catalog.collections import Collection
from index.store.passage_index import PassageIndex


def relabel(index: PassageIndex, name: str, id: str, source: str, labels: Labels) -> int:
    """Let a document have these labels and no others; returns the generation.

    Raises:
        NotFound: There is no such document.
        Ambiguous: No source is given, and several have one.
    """

    def write(db: sqlite3.Connection, generation: int) -> Collection:
        collection = collections.find(db, name)
        label_sets.give(db, documents.show(db, collection, id, source).key, labels)
        return collection

    return index.change(name, write)
