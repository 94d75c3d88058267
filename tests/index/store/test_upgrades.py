"""A catalog that was upgraded has the same tables, columns and indexes as a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.store.catalog import Catalog, whole_passages
from tests.support.older_catalog import make_folder_of_format, make_format_1, make_format_2

#: The name of each table, and what SQLite knows of its columns, foreign keys and indexes.
Shape = dict[str, tuple[set[object], set[object], set[object]]]


def shape(home: Path) -> Shape:
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: (columns(db, name), foreign_keys(db, name), indexes(db, name)) for name in names}


def columns(db: sqlite3.Connection, table: str) -> set[object]:
    """Name, type, whether it may be null, default, and place in the primary key; their order may differ."""
    return {row[1:] for row in db.execute(f"PRAGMA table_info({table})")}


def foreign_keys(db: sqlite3.Connection, table: str) -> set[object]:
    return {row[2:] for row in db.execute(f"PRAGMA foreign_key_list({table})")}


def indexes(db: sqlite3.Connection, table: str) -> set[object]:
    """Name, uniqueness, columns, and the condition of each."""
    found: set[object] = set()
    for _, name, unique, origin, partial in db.execute(f"PRAGMA index_list({table})"):
        of = tuple(row[2] for row in db.execute(f"PRAGMA index_info({name})"))
        made = db.execute("SELECT coalesce(sql, '') FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        # SQLite numbers the indexes that it makes for constraints.
        found.add((name if origin == "c" else "", unique, partial, of, made and " ".join(made[0].split())))
    return found


@pytest.mark.parametrize("make_older", [make_format_1, make_format_2])
def test_an_upgraded_catalog_has_the_shape_of_a_new_one(
    tmp_path: Path, make_older: Callable[[Path], None]
) -> None:
    Catalog(tmp_path).close()
    new = shape(tmp_path)
    make_older(tmp_path)
    assert shape(tmp_path) != new
    Catalog(tmp_path).close()
    assert shape(tmp_path) == new


def test_the_vectors_of_format_3_are_kept_in_less_space_and_nearly_the_same(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_folder_of_format(3, home)
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        older = db.execute("SELECT id, vector, sentence_vectors, token_vectors FROM passages").fetchall()
    catalog = Catalog(home)
    stored = whole_passages.fetch(catalog.connection, [row[0] for row in older])
    for id, vector, sentences, tokens in older:
        whole = np.frombuffer(vector, np.float16).astype(np.float32)
        assert float(stored[id].vector @ whole) > 0.999
        matrix = np.frombuffer(sentences, np.float16).reshape(-1, len(whole)).astype(np.float32)
        assert (np.einsum("sd,sd->s", matrix, stored[id].sentence_vectors) > 0.95).all()
        assert stored[id].token_vectors.shape == (stored[id].token_counts.sum(), len(whole))
        assert stored[id].token_vectors.size == len(tokens)
    codes = catalog.connection.execute("SELECT sum(length(token_vectors)) FROM passages").fetchone()[0]
    assert codes == sum(len(row[3]) for row in older) * 3 // 8
    catalog.close()
