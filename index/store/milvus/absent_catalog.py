"""The catalog of a process that has none: whatever would read or write it is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from index.access import Audience
from index.errors import NotSupported
from index.store.catalog import Catalog
from index.store.catalog.seen_catalog import SeenConnections


class AbsentCatalog(Catalog):
    """No catalog.  Every use but closing it raises `NotSupported`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.seen_connections = _NoConnections()

    @property
    def connection(self) -> sqlite3.Connection:
        """Refused."""
        _refuse()

    @contextmanager
    def writer_lock(self, *, wait: bool = True) -> Iterator[bool]:
        """Refused."""
        _refuse()
        yield False

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Refused."""
        _refuse()
        yield self.connection

    def model(self) -> Mapping[str, object] | None:
        """Refused."""
        _refuse()

    def check_model(self, identity: Mapping[str, object]) -> None:
        """Refused."""
        _refuse()

    def close(self) -> None:
        """Nothing to close."""


class _NoConnections(SeenConnections):
    def __init__(self) -> None:
        """Nothing is opened."""

    def of(self, audience: Audience) -> sqlite3.Connection:
        """Refused."""
        _refuse()

    def close(self) -> None:
        """Nothing to close."""


def _refuse() -> NoReturn:
    raise NotSupported(
        "This process answers questions from Milvus and keeps no documents.",
        field="SOURCELINE_STORE_WRITES",
        hint="Send this to the process that writes; there SOURCELINE_STORE_WRITES is true.",
    )
