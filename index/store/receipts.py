"""Receipts: proof of what was deleted, and from which stores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class DeletionReceipt(NamedTuple):
    """Proof of a deletion: how much was deleted from each store."""

    document_id: str
    collection: str
    generation: int
    deleted_at: str
    erased: Mapping[str, Mapping[str, int]]


class CollectionReceipt(NamedTuple):
    """Proof of the deletion of a collection: how much was deleted from each store."""

    collection: str
    generation: int
    deleted_at: str
    erased: Mapping[str, Mapping[str, int]]
