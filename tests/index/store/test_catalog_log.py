"""The write-ahead log of the catalog stays bounded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.store import catalog as module
from index.store.catalog import Catalog

BOUND = 1 << 20


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalog]:
    monkeypatch.setattr(module, "LOG_BYTES", BOUND)
    catalog = Catalog(tmp_path)
    yield catalog
    catalog.close()


def write(catalog: Catalog, size: int) -> None:
    with catalog.transaction() as db:
        db.execute("INSERT OR REPLACE INTO meta VALUES ('made', ?)", ("x" * size,))


def log_size(catalog: Catalog) -> int:
    return catalog.path.with_name("catalog.sqlite-wal").stat().st_size


def test_a_large_write_leaves_a_small_log(catalog: Catalog) -> None:
    write(catalog, 1000)
    assert log_size(catalog) > 0
    write(catalog, 3 * BOUND)
    assert log_size(catalog) <= BOUND
    (kept,) = catalog.connection.execute("SELECT length(value) FROM meta WHERE name = 'made'").fetchone()
    assert kept == 3 * BOUND


def test_a_log_that_a_reader_needs_is_emptied_behind_it(catalog: Catalog) -> None:
    write(catalog, 1000)
    with closing(sqlite3.connect(catalog.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM meta").fetchone()
        for _ in range(3):
            write(catalog, BOUND)
        assert log_size(catalog) > BOUND
        (seen,) = reader.execute("SELECT length(value) FROM meta WHERE name = 'made'").fetchone()
        assert seen == 1000
    write(catalog, 1000)
    assert log_size(catalog) <= BOUND


def test_patience_with_other_writers_stays(catalog: Catalog) -> None:
    before = catalog.connection.execute("PRAGMA busy_timeout").fetchone()
    write(catalog, 3 * BOUND)
    assert catalog.connection.execute("PRAGMA busy_timeout").fetchone() == before
