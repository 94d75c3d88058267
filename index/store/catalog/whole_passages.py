"""Passages out of the catalog, whole and checked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from index.documents import Span, version_name
from index.store.catalog.checksums import UNCHANGED
from index.store.catalog.passage_codes import vectors_in
from index.store.catalog.passages import StoredPassage, damaged
from index.store.catalog.texts import PART, PASSAGE_TEXT, VERSION_TEXT
from index.store.term_ids import PassageTerms
from index.store.vector_codes import NO_VECTORS, DecodedVectors

#: A text of one part is read whole: who cites the passage needs it too.
_STORED = f"""SELECT p.id, d.id, v.title, v.name, p.start, p.end,
                    CASE WHEN v.characters <= {PART} THEN {VERSION_TEXT} ELSE {PASSAGE_TEXT} END,
                    p.headings, p.sentences,
                    p.context_terms, p.terms, p.vector, p.sentence_vectors, p.token_vectors, v.url,
                    v.published, s.name, p.collection, v.media_type, v.file_name, v.language, v.modified,
                    v.ingested, p.signature, v.signature, p.above,
                    EXISTS (SELECT 1 FROM places o WHERE o.version = v.key), v.characters, {UNCHANGED}
             FROM passages p JOIN versions v ON v.key = p.version JOIN documents d ON d.key = v.document
             JOIN sources s ON s.key = d.source"""

#: Is given the id of a document, the name of a version and its text.
KeepText = Callable[[str, str, str], object]


def fetch(
    db: sqlite3.Connection, ids: Sequence[int], *, vectors: bool = True, keep: KeepText | None = None
) -> dict[int, StoredPassage]:
    """The passages with these ids, without those deleted meanwhile; with their vectors, or with none.

    Args:
        keep: Called with the texts of versions that were read with their passages: those of one part.
    """
    # Fetch all at once: otherwise a damaged row would leave a statement open that blocks later writes.
    rows = db.execute(
        f"{_STORED} WHERE p.id IN (SELECT value FROM json_each(?))", (json.dumps([*ids]),)
    ).fetchall()
    codes = [(row[0], row[8], *row[11:14]) for row in rows]
    decoded = vectors_in(codes) if vectors else [NO_VECTORS] * len(rows)
    return {row[0]: _stored(row, own, keep) for row, own in zip(rows, decoded, strict=True)}


def _stored(row: tuple[Any, ...], vectors: DecodedVectors, keep: KeepText | None) -> StoredPassage:
    """A passage as it was written.  Raises `StorageDamaged` where its parts do not fit each other."""
    *values, characters, unchanged = row
    start, end, text = values[4:7]
    try:
        is_whole = characters <= PART
        if is_whole:
            values[6] = text[start:end]
        passage = _passage(values, vectors)
        fits = _fits(passage)
    except (ValueError, TypeError) as error:
        raise damaged(row[0]) from error
    if not (fits and unchanged):
        raise damaged(row[0])
    if keep and is_whole and version_name(text) == passage.version:
        keep(passage.document_id, passage.version, text)
    return passage


def _fits(passage: StoredPassage) -> bool:
    """Whether the lengths of its text, sentences and terms agree."""
    span, counts = passage.span, passage.terms.counts.tolist()
    at = span.start
    for sentence in passage.sentences:
        if not at <= sentence.start <= sentence.end <= span.end:
            return False
        at = sentence.start
    whole = span.end - span.start == len(passage.text)
    return whole and min(counts, default=0) >= 0 and sum(counts) == len(passage.terms.text)


def _passage(row: Sequence[Any], vectors: DecodedVectors) -> StoredPassage:
    id, document, title, version, start, end, text, headings, *rest = row
    sentences, context, terms, _, _, _, *about, above, is_placed = rest
    rows = np.frombuffer(sentences, np.int32).reshape(-1, 4)
    return StoredPassage._make(
        (
            id,
            document,
            title,
            version,
            Span(start, end),
            text,
            tuple(json.loads(headings)),
            tuple(Span(a, b) for a, b, *_ in rows.tolist()),
            vectors.passage,
            vectors.sentences,
            vectors.tokens,
            rows[:, 2],
            PassageTerms(np.frombuffer(context, np.uint32), np.frombuffer(terms, np.uint32), rows[:, 3]),
            *about,
            tuple(json.loads(above)),
            bool(is_placed),
        )
    )
