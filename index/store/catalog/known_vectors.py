"""The vectors that are stored already for a text, so that it need not be embedded again."""

from __future__ import annotations

import sqlite3

from index.documents import Passage, Span
from index.embed.protocol import PassageVectors
from index.store.catalog.passages import StoredPassage
from index.store.catalog.whole_passages import fetch

#: What a passage's vectors depend on besides the text and the title of its version.
PassageKey = tuple[Span, tuple[str, ...], tuple[Span, ...], tuple[str, ...]]
Known = dict[PassageKey, PassageVectors]


def key_of(passage: Passage | StoredPassage) -> PassageKey:
    """What a passage's vectors depend on besides the text and the title of its version."""
    return passage.span, passage.headings, passage.sentences, passage.above


def known_vectors(db: sqlite3.Connection, document: int, version: str) -> tuple[str, Known]:
    """The title of a version of the document with this key, and the vectors of its passages, dead or alive.

    Empty where the document has no such version.
    """
    rows = db.execute(
        """SELECT p.id FROM passages p JOIN versions v ON v.key = p.version
           WHERE v.document = ? AND v.name = ? ORDER BY p.id""",
        (document, version),
    ).fetchall()
    found = fetch(db, [row[0] for row in rows]).values()
    vectors = {
        key_of(p): PassageVectors(
            p.vector,
            p.sentence_vectors,
            p.token_vectors,
            p.token_counts,
        )
        for p in found
    }
    return next((p.document_title for p in found), ""), vectors
