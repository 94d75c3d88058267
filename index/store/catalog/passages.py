"""Passages in the catalog, with the codes of their vectors, from which all others are made."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.documents import DEFAULT_SOURCE, Passage, Span
from index.embed.protocol import PassageVectors
from index.errors import StorageDamaged
from index.store.catalog import REMEDY, moment
from index.store.catalog.collections import Collection
from index.store.catalog.texts import PASSAGE_TEXT
from index.store.term_ids import PassageTerms
from index.store.vector_codes import passage_vectors, stored_vectors

Half = NDArray[np.float16]
Floats = NDArray[np.float32]
#: SQL over a passage `p` that is current at a moment, which is given twice.
VALID_AT = "p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to > ?)"
#: The key of a collection, the name of a source in it, and the id of a document in that.
DocumentKey = tuple[int, str, str]
#: Vectors that are decoded at once.
DECODED_TOGETHER = 4096


class StoredPassage(NamedTuple):
    """A passage with all data that ranking and citing need.

    Args:
        vector: float32, `(dimension,)`, unit length.
        sentences: Spans in the version.
        sentence_vectors: float32, `(len(sentences), dimension)`, of about unit length.
        token_vectors: int8, `(tokens, token_dimension)`, of about length 127.
        token_counts: The number of tokens of each sentence, in order.
        terms: The ids of its terms.
        collection: The key of its collection.
        signature: By which copies of it are known, as `version_signature` of the whole text.
        is_placed: Whether its version may have places, such as pages.
    """

    id: int
    document_id: str
    document_title: str
    version: str
    span: Span
    text: str
    headings: tuple[str, ...]
    sentences: tuple[Span, ...]
    vector: Floats
    sentence_vectors: Floats
    token_vectors: NDArray[np.int8]
    token_counts: NDArray[np.int32]
    terms: PassageTerms
    url: str
    published: str
    source: str = DEFAULT_SOURCE
    collection: int = 0
    media_type: str = "text/plain"
    file_name: str = ""
    language: str = ""
    modified: str = ""
    ingested: str = ""
    signature: bytes = b""
    version_signature: bytes = b""
    above: tuple[str, ...] = ()
    is_placed: bool = True

    @property
    def document_key(self) -> DocumentKey:
        """What tells its document from all others: ids are unique within a source of a collection."""
        return self.collection, self.source, self.document_id

    @property
    def title_and_headings(self) -> str:
        """What it stands under, in one line, outermost first."""
        return " > ".join(filter(None, [self.document_title, *self.headings]))

    def slice(self, span: Span) -> str:
        """The text of a span of the version that is inside the passage."""
        return self.text[span.start - self.span.start : span.end - self.span.start]

    def enclosing_sentences(self, span: Span) -> Span:
        """The span of the sentence, or of the sentences, that a span of the version touches."""
        touched = [s for s in self.sentences if s.start < span.end and s.end > span.start]
        return Span(min(s.start for s in (*touched, span)), max(s.end for s in (*touched, span)))


class Indexable(NamedTuple):
    """The data of a passage for the lexical index; its context is the title and all that stands above it."""

    id: int
    version: int
    context: tuple[str, ...]
    text: str
    language: str = ""


def expire(
    db: sqlite3.Connection, collection: Collection, source: str, document_id: str, generation: int
) -> list[int]:
    """End the validity of the document's current passages; returns their ids."""
    ids = [
        row[0]
        for row in db.execute(
            """SELECT p.id FROM passages p JOIN versions v ON v.key = p.version
               JOIN documents d ON d.key = v.document JOIN sources s ON s.key = d.source
               WHERE d.collection = ? AND d.id = ? AND s.name = ? AND p.removed IS NULL""",
            (collection.key, document_id, source),
        )
    ]
    ended = moment(db)
    db.executemany(
        "UPDATE passages SET removed = ?, valid_to = ? WHERE id = ?", [(generation, ended, id) for id in ids]
    )
    return ids


def add(
    db: sqlite3.Connection,
    collection: Collection,
    version: int,
    passages: Iterable[tuple[Passage, PassageVectors, PassageTerms, bytes]],
    generation: int,
) -> None:
    """Write the passages of a version, whose text is written already."""
    began = moment(db)
    db.executemany(
        """INSERT INTO passages (collection, version, start, end, headings, sentences,
             context_terms, terms, vector, sentence_vectors, token_vectors, signature, added,
             valid_from, above)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            (
                collection.key,
                version,
                *passage.span,
                json.dumps(passage.headings),
                np.column_stack([passage.sentences, vectors.token_counts, terms.counts])
                .astype(np.int32)
                .tobytes(),
                terms.context.tobytes(),
                terms.text.tobytes(),
                *(codes.tobytes() for codes in stored_vectors(vectors)),
                signature,
                generation,
                began,
                json.dumps(passage.above),
            )
            for passage, vectors, terms, signature in passages
        ),
    )


def record_removals(
    db: sqlite3.Connection, collection: Collection, ids: Iterable[int], generation: int
) -> None:
    """Record which passages the derived indexes have to delete."""
    db.executemany(
        "INSERT OR IGNORE INTO removals VALUES (?, ?, ?)", [(collection.key, generation, id) for id in ids]
    )


def removed_since(db: sqlite3.Connection, collection: Collection, generation: int) -> list[int]:
    """Ids of the passages that were removed after `generation`."""
    return [
        row[0]
        for row in db.execute(
            "SELECT passage FROM removals WHERE collection = ? AND generation > ?",
            (collection.key, generation),
        )
    ]


def prune_removals(db: sqlite3.Connection, collection: Collection, generation: int) -> None:
    """Delete the records of removals up to `generation`; an older index is rebuilt."""
    db.execute("DELETE FROM removals WHERE collection = ? AND generation <= ?", (collection.key, generation))
    db.execute("UPDATE collections SET pruned = max(pruned, ?) WHERE key = ?", (generation, collection.key))


def vectors_since(
    db: sqlite3.Connection, collection: Collection, generation: int
) -> tuple[NDArray[np.int64], Half]:
    """Ids `(n,)` and vectors `(n, dimension)` of the live passages added after `generation`."""
    rows = db.execute(
        """SELECT id, vector FROM passages
           WHERE collection = ? AND added > ? AND removed IS NULL ORDER BY id""",
        (collection.key, generation),
    ).fetchall()
    return stacked(rows)


def stacked(rows: list[tuple[int, bytes]]) -> tuple[NDArray[np.int64], Half]:
    """Ids `(n,)` and vectors `(n, dimension)` of rows."""
    for id, vector in rows:
        if len(vector) != len(rows[0][1]):
            raise damaged(id)
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    found = np.empty((len(rows), len(rows[0][1]) if rows else 0), np.float16)
    for at in range(0, len(rows), DECODED_TOGETHER):
        codes = np.frombuffer(b"".join(row[1] for row in rows[at : at + DECODED_TOGETHER]), np.int8)
        found[at : at + DECODED_TOGETHER] = passage_vectors(codes.reshape(-1, found.shape[1]))
    return ids, found


def vectors_at(
    db: sqlite3.Connection, collection: Collection, generation: int
) -> tuple[NDArray[np.int64], Half]:
    """Ids `(n,)` and vectors `(n, dimension)` of the passages that were alive at `generation`."""
    rows = db.execute(
        """SELECT id, vector FROM passages
           WHERE collection = ?1 AND added <= ?2 AND (removed IS NULL OR removed > ?2) ORDER BY id""",
        (collection.key, generation),
    ).fetchall()
    return stacked(rows)


def texts_since(db: sqlite3.Connection, collection: Collection, generation: int) -> Iterator[Indexable]:
    """The live passages added after `generation`, for the lexical index."""
    return indexable(
        db, "p.collection = ? AND p.added > ? AND p.removed IS NULL", (collection.key, generation)
    )


def indexable(
    db: sqlite3.Connection, condition: str, parameters: tuple[int | str, ...]
) -> Iterator[Indexable]:
    """The passages that meet a condition over `p`, in order of their ids."""
    rows = db.execute(
        f"""SELECT p.id, p.version, v.title, p.headings, p.above, {PASSAGE_TEXT}, v.language FROM passages p
            JOIN versions v ON v.key = p.version WHERE {condition} ORDER BY p.id""",
        parameters,
    )
    with closing(rows):
        for id, version, title, headings, above, text, language in rows:
            try:
                context = (title, *json.loads(headings), *json.loads(above))
            except ValueError as error:
                raise damaged(id) from error
            if text is None:
                raise damaged(id)
            yield Indexable(id, version, context, text, language)


def damaged(id: object) -> StorageDamaged:
    """The error that a passage is damaged."""
    return StorageDamaged(f"Passage {id} of the catalog is damaged.", field="SOURCELINE_HOME", hint=REMEDY)


def of_versions(db: sqlite3.Connection, versions: Sequence[int], moment: str = "") -> list[int]:
    """Ids of the passages of these versions that are live, or were at a moment."""
    rows = db.execute(
        f"""SELECT p.id FROM passages p WHERE p.version IN (SELECT value FROM json_each(?))
            AND {VALID_AT if moment else "p.removed IS NULL"}""",
        (json.dumps([*versions]), *([moment] * 2 if moment else [])),
    )
    return [row[0] for row in rows]


def highest_id(db: sqlite3.Connection) -> int:
    """The highest id that a passage of any collection ever had; 0 before the first."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    return int(row[0]) if row else 0


def live_ids(db: sqlite3.Connection, collection: Collection, after: int = 0) -> list[int]:
    """Ids of the live passages of a collection above an id."""
    rows = db.execute(
        "SELECT id FROM passages WHERE collection = ? AND removed IS NULL AND id > ?", (collection.key, after)
    )
    return [row[0] for row in rows]


def count_live(db: sqlite3.Connection, collection: Collection) -> int:
    """The number of live passages of a collection."""
    (count,) = db.execute(
        "SELECT count(*) FROM passages WHERE collection = ? AND removed IS NULL", (collection.key,)
    ).fetchone()
    return int(count)
