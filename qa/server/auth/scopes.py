"""Scopes: the three things that a key can allow."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Scope(StrEnum):
    """What a key allows."""

    ASK = "ask"
    INGEST = "ingest"
    ADMIN = "admin"


def allows(held: Collection[Scope], needed: Scope) -> bool:
    """Whether the scopes held include the needed one; `admin` includes all."""
    return needed in held or Scope.ADMIN in held
