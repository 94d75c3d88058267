"""What happened to a document that was given to the index."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from index.documents import DEFAULT_SOURCE
from index.store.catalog.documents import Address


class Status(StrEnum):
    """What happened to a document."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    FAILED = "failed"
    RENAMED = "renamed"
    RELABELLED = "relabelled"
    DELETED = "deleted"


class Outcome(NamedTuple):
    """What happened to one document.

    Args:
        reason: Why it failed.
        version: The name of its version; empty if it failed.
        passages: How many were embedded for it.
    """

    document_id: str
    status: Status
    reason: str = ""
    version: str = ""
    passages: int = 0
    source: str = DEFAULT_SOURCE

    @property
    def address(self) -> Address:
        """What names the document within its collection."""
        return Address(self.source, self.document_id)
