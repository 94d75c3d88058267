"""Compare every derived store of every collection with the catalog, and rebuild those that differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from index.errors import NotSearchable
from index.store.catalog import collections, passages
from index.store.passage_index import PassageIndex

#: How often a write may come between reading the catalog and reading the stores.
MAX_ATTEMPTS = 10


class Finding(NamedTuple):
    """The result of examining a collection.

    Args:
        repaired: What was wrong and has been repaired, one sentence each.
    """

    collection: str
    documents: int
    passages: int
    repaired: tuple[str, ...]


def examine(index: PassageIndex) -> Iterator[Finding]:
    """Read every byte of every derived store, compare its passages with the catalog's, rebuild what differs.

    Raises:
        SourcelineError: A collection cannot be repaired.
    """
    for collection, counts in collections.all_collections(index.catalog.connection):
        wrong = [damage.detail for damage in index.verify(collection.name)]
        if differing := _differing(index, collection.name):
            index.rebuild(collection.name)
            wrong += [f"The {store} store has other passages than the catalog." for store in differing]
            if _differing(index, collection.name):
                raise NotSearchable(
                    f"Collection {collection.name!r} differs from the catalog even after it was rebuilt.",
                    field="SOURCELINE_HOME",
                    hint="This is a defect of Sourceline; please report it.",
                )
        yield Finding(collection.name, *counts, tuple(wrong))


def _differing(index: PassageIndex, name: str) -> list[str]:
    """The stores whose passages differ from those of the catalog at the same generation."""
    for _ in range(MAX_ATTEMPTS):
        snapshot = index.snapshot(name)
        with index.catalog.reading() as db:
            if collections.find(db, name).generation_id != snapshot.generation_id:
                continue
            due = set(passages.live_ids(db, snapshot.collection))
        return [store for store, ids in snapshot.held_ids().items() if ids != due]
    raise NotSearchable(
        f"Collection {name!r} changes faster than it can be examined.",
        field="collection",
        hint="Try again when fewer documents are being written.",
    )
