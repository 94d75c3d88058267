"""Bring Milvus to the catalog's generation of a collection, as `FollowingStore` says.

A write is done in an order in which a kill at any point leaves readers with one whole generation, and the
next writer with all that it needs to go on:

1. What an unfinished write left, and what the published generation had replaced, is deleted (`erasing.py`).
2. New passages are written; no reader sees them, for they are of a later generation than the head.
3. The passages that go are marked with the generation that has them no more.
4. The head is written: from here on readers see the new generation.
5. What was erased, not only replaced, is deleted, and Milvus is asked whether it is gone.

What was replaced stays for one more write, for the questions that are being answered meanwhile.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping, Sequence

import numpy as np

from index.errors import NotSupported
from index.store.catalog import (
    Catalog,
    collections,
    generations,
    passage_codes,
    passage_places,
    passages,
    whole_passages,
)
from index.store.catalog.collections import Collection
from index.store.catalog.passages import Indexable, StoredPassage
from index.store.milvus import evidence, heads, records
from index.store.milvus.attributes import compared_of
from index.store.milvus.connection import NEVER, ROWS_AT_ONCE, Milvus, Row, groups
from index.store.milvus.erasing import clear, delete_statistics, erase, forget
from index.store.milvus.heads import Head
from index.store.milvus.owner import check_owner
from index.store.milvus.records import STATISTICS, Record
from index.store.milvus.statistics import Statistics, rules_of, statistics_of, terms_of
from index.store.milvus.term_weights import weights_of
from index.store.milvus.unlabelled import check_unlabelled
from index.store.milvus.versions import read_version
from index.store.stemming import TermAnalyzer

log = logging.getLogger(__name__)

#: So many records of statistics become one.
MOST_STATISTICS = 8


class MilvusFollower:
    """Writes what the catalog has to Milvus.  Needs the catalog's writer lock.

    Args:
        milvus: Where to.
        catalog: The record.
    """

    def __init__(self, milvus: Milvus, catalog: Catalog) -> None:
        self._milvus = milvus
        self._catalog = catalog
        self._analyzer = TermAnalyzer()

    def is_current(self, collection: Collection) -> bool:
        """Whether what is published is the collection's generation."""
        head = heads.with_key(self._milvus, collection.key) if self._milvus.has_tables() else None
        return head is not None and head.collection == collection

    def follow(self, collection: Collection) -> None:
        """Bring a collection to the catalog's generation.

        Raises:
            NotSupported: A document has labels; Milvus has nothing of the collection then.
            StorageUnusable: Milvus cannot be reached.
        """
        model = self._catalog.model()
        if model is None:
            return  # no passage was ever written
        self._milvus.make_tables(int(str(model["dimension"])))
        check_owner(self._milvus, self._catalog)
        with self._catalog.reading() as db:
            now = collections.with_key(db, collection.key)
            self._check_unlabelled(db, now)
            before = self._published(db, now)
            if before is not None:
                clear(self._milvus, before)  # what a killed writer left to be erased, too
                if before.collection == now:
                    return
            self._publish(db, now, before, model)

    def forget(self, collection: Collection) -> None:
        """Delete all that is kept of a collection, and see that it is gone."""
        if self._milvus.has_tables():
            check_owner(self._milvus, self._catalog)
            forget(self._milvus, collection.key)

    def forget_strangers(self) -> None:
        """Delete from Milvus what the catalog has no collection for.  Raises `IndexMismatch`."""
        if not self._milvus.has_tables():
            return
        check_owner(self._milvus, self._catalog)
        known = {one.key for one, _ in collections.all_collections(self._catalog.connection)}
        for head in heads.all_heads(self._milvus):
            if head.collection.key not in known:
                forget(self._milvus, head.collection.key)

    def _check_unlabelled(self, db: sqlite3.Connection, collection: Collection) -> None:
        try:
            check_unlabelled(db, collection)
        except NotSupported:
            forget(self._milvus, collection.key)  # what was published before it had any
            raise

    def _published(self, db: sqlite3.Connection, collection: Collection) -> Head | None:
        """What can be built upon; None where the collection has to be written from scratch."""
        head = heads.with_key(self._milvus, collection.key)
        if head is None:
            return None
        known = generations.is_known(db, collection.key, head.collection.generation_id)
        if known and head.collection.generation >= collection.pruned:
            return head
        log.warning(
            "What Milvus has of collection %r is of another history: it is written anew.", head[0].name
        )
        return None

    def _publish(
        self, db: sqlite3.Connection, now: Collection, before: Head | None, model: Mapping[str, object]
    ) -> None:
        milvus = self._milvus
        base = 0 if before is None else before.collection.generation
        if before is None:
            forget(milvus, now.key)
        (moment,) = db.execute(
            "SELECT coalesce(max(updated), '') FROM documents WHERE collection = ?", (now.key,)
        ).fetchone()
        counted = Statistics()
        added = self._ids(db, "p.added > ?", now, base)
        amended = [] if before is None else self._amended(db, now, before, base)
        for some in groups(sorted([*added, *amended]), ROWS_AT_ONCE):
            self._put(db, now, some)
        counted.count(self._analyzer, passages.texts_since(db, now, base))
        gone = passages.removed_since(db, now, base) if before is not None else []
        self._remove(gone, counted, now)
        there = passage_places.existing(db, gone)
        erased = [id for id in gone if id not in there]
        head = Head(now, self._put_statistics(now, before, counted, whole=bool(erased)), model, moment)
        heads.put(milvus, head)
        if erased:
            delete_statistics(milvus, head)
            erase(milvus, now.key, erased)

    def _ids(
        self, db: sqlite3.Connection, condition: str, collection: Collection, *given: object
    ) -> list[int]:
        rows = db.execute(
            f"SELECT p.id FROM passages p WHERE p.collection = ? AND {condition} AND p.removed IS NULL",
            (collection.key, *given),
        )
        return [row[0] for row in rows]

    def _amended(self, db: sqlite3.Connection, collection: Collection, before: Head, base: int) -> list[int]:
        """The passages that were there before, of documents of which something else has changed."""
        changed = """p.added <= ? AND p.version IN (
            SELECT d.version FROM documents d WHERE d.collection = ? AND d.updated >= ?)"""
        return self._ids(db, changed, collection, base, collection.key, before.moment)

    def _remove(self, gone: Sequence[int], counted: Statistics, now: Collection) -> None:
        """Mark passages as gone and count them out."""
        milvus = self._milvus
        for some in groups(gone, ROWS_AT_ONCE):
            rows = milvus.with_ids(some, ("id", "version", "evidence"))
            texts = [_indexable(passage, row["version"]) for row, passage in evidence.read(milvus, rows)]
            counted.count(self._analyzer, texts, -1)
            marks = [{"id": row["id"], "removed": now.generation} for row in rows]
            milvus.upsert(milvus.passages, marks, partial=True)

    # Writing -----------------------------------------------------------------------------------------------

    def _put(self, db: sqlite3.Connection, now: Collection, ids: Sequence[int]) -> None:
        """Write passages and their versions."""
        found = whole_passages.fetch(db, ids)
        about = {
            id: (version, added)
            for id, version, added in db.execute(
                f"SELECT id, version, added FROM passages WHERE id IN ({','.join(map(str, ids))})"
            )
        }
        versions = sorted({version for version, _ in about.values()})
        compared = {version: compared_of(db, version) for version in versions}
        for some in groups(versions, 16):
            records.put(self._milvus, [read_version(db, now, version) for version in some])
        texts = evidence.put(self._milvus, [*found.values()], passage_codes.codes_of(db, [*found]))
        self._milvus.upsert(
            self._milvus.passages,
            [self._row(found[id], texts[id], *about[id], compared[about[id][0]]) for id in sorted(found)],
        )

    def _row(
        self,
        passage: StoredPassage,
        text: str,
        version: int,
        added: int,
        compared: tuple[list[str], dict[str, object]],
    ) -> Row:
        indexed = _indexable(passage, version)
        terms = terms_of(self._analyzer, indexed)
        tags, ranges = compared
        return {
            "id": passage.id,
            "collection": passage.collection,
            "version": version,
            "start": passage.span.start,
            "added": added,
            "removed": NEVER,
            "length": len(terms),
            "rules": rules_of(indexed),
            "tags": tags,
            "ranges": ranges,
            "evidence": text,
            "vector": passage.vector.astype(np.float32),
            "terms": weights_of(terms),
        }

    def _put_statistics(
        self, now: Collection, before: Head | None, counted: Statistics, *, whole: bool
    ) -> list[str]:
        """Write what has changed, joined with what was there where that is due; returns what counts now."""
        kept = [] if before is None else [*before.statistics]
        if whole or len(kept) >= MOST_STATISTICS:
            for one in statistics_of(self._milvus, now.key, kept).values():
                counted.add(one)
            kept = []
        record = Record(STATISTICS, now.key, now.generation, now.token, counted.record())
        records.put(self._milvus, [record])
        return [*kept, now.token]


def _indexable(passage: StoredPassage, version: int) -> Indexable:
    context = (passage.document_title, *passage.headings, *passage.above)
    return Indexable(passage.id, version, context, passage.text, passage.language)
