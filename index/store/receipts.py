"""Receipts: proof of what was deleted, and from which stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.documents import DEFAULT_SOURCE
from index.store.catalog import now
from index.store.catalog.documents import DeletedCounts


class DeletionReceipt(NamedTuple):
    """Proof of a deletion: how much was deleted from each store."""

    document_id: str
    collection: str
    generation: int
    deleted_at: str
    erased: Mapping[str, Mapping[str, int]]
    source: str = DEFAULT_SOURCE
    version_names: Sequence[str] = ()


class CollectionReceipt(NamedTuple):
    """Proof of the deletion of a collection: how much was deleted from each store."""

    collection: str
    generation: int
    deleted_at: str
    erased: Mapping[str, Mapping[str, int]]


def receipt(deleted: DeletedCounts, collection: str, generation: int) -> DeletionReceipt:
    """The receipt for what `generation` of a collection has no more."""
    stores = {
        "catalog": {
            "versions": deleted.versions,
            "passages": deleted.passages,
            "sentences": deleted.sentences,
            **({"originals": deleted.originals} if deleted.originals else {}),
        },
        "vectors": {"passages": len(deleted.live_passages)},
        "lexical": {"passages": len(deleted.live_passages)},
    }
    source, id = deleted.address
    return DeletionReceipt(id, collection, generation, now(), stores, source, deleted.version_names)
