"""A check-up: every store of every collection held against the catalog, and repaired where it differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from index.errors import NotSearchable
from index.store.catalog import collections, passages
from index.store.passage_index import PassageIndex

#: How often writes may get between the reading of one store and of another.
MAX_ATTEMPTS = 10


class Finding(NamedTuple):
    """How a collection was found, and what was done.

    Args:
        repaired: What was wrong, and is not now.
    """

    collection: str
    documents: int
    passages: int
    repaired: tuple[str, ...]


def examine(index: PassageIndex) -> Iterator[Finding]:
    """Read every byte of every derived store, compare its passages with the catalog's, mend what differs.

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
                    f"Collection {collection.name!r} differs from the catalog even after it was built anew.",
                    field="SOURCELINE_HOME",
                    hint="This is a defect of Sourceline; please report it.",
                )
        yield Finding(collection.name, *counts, tuple(wrong))


def _differing(index: PassageIndex, name: str) -> list[str]:
    """The stores whose passages are not those of the catalog at the same generation."""
    for _ in range(MAX_ATTEMPTS):
        snapshot = index.snapshot(name)
        with index.catalog.reading() as db:
            if collections.find(db, name).generation_id != snapshot.generation_id:
                continue
            due = set(passages.live_ids(db, snapshot.collection))
        held = {"vectors": snapshot.vectors.ids(), "lexical": snapshot.lexical.ids()}
        return [store for store, ids in held.items() if ids != due]
    raise NotSearchable(
        f"Collection {name!r} changes faster than it can be examined.",
        field="collection",
        hint="Examine it when less is being written.",
    )
