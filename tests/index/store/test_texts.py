"""Texts in the catalog: stored once, compressed, in parts; passages are spans of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document, version_name
from index.store.catalog import Catalog, texts
from index.store.catalog.collections import find
from index.store.catalog.documents import version_text
from index.store.catalog.format_4 import TEXTS
from index.store.catalog.text_upgrade import add_cutting
from index.store.catalog.texts import PART, VERSION_TEXT, add_text_functions
from tests.support.legible import legible
from tests.support.older_catalog import make_folder_of_format
from tests.support.two_documents import open_index

#: Characters of one to four bytes, and NUL, at which SQLite ends its own texts.
LONG = "".join(f"{n}\0é漢😀\n" for n in range(PART))


def stored(text: str) -> sqlite3.Connection:
    """A database with one version and its text."""
    db = sqlite3.connect(":memory:")
    add_text_functions(db)
    db.execute("CREATE TABLE versions (key INTEGER PRIMARY KEY)")
    db.executescript(TEXTS.tables)
    db.execute("INSERT INTO versions (key, characters) VALUES (1, ?)", (len(text),))
    texts.put(db, 1, text)
    return db


def between(db: sqlite3.Connection, start: int, end: int) -> str | None:
    """The text of a passage with this span."""
    row = f"(SELECT 1 AS version, {start} AS start, {end} AS end) p"
    (found,) = db.execute(f"SELECT {texts.PASSAGE_TEXT} FROM {row}").fetchone()
    return None if found is None else str(found)


@given(st.integers(0, len(LONG) - 1), st.integers(1, 3 * PART))
def test_a_span_is_that_of_the_whole_text(start: int, length: int) -> None:
    with closing(stored(LONG)) as db:
        end = min(start + length, len(LONG))
        assert between(db, start, end) == LONG[start:end]


@pytest.mark.parametrize("text", ["", "a", "a" * PART, "b" * (PART + 1), LONG])
def test_the_whole_text_comes_back(text: str) -> None:
    with closing(stored(text)) as db:
        assert db.execute(f"SELECT {VERSION_TEXT} FROM versions v").fetchone() == (text,)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM texts WHERE part = 1",
        "UPDATE texts SET data = x'00' WHERE part = 1",
        "UPDATE texts SET data = 'no bytes' WHERE part = 1",
        "UPDATE texts SET part = 100 WHERE part = 1",
    ],
)
def test_of_a_damaged_part_nothing_is_read(damage: str) -> None:
    with closing(stored(LONG)) as db:
        db.execute(damage)
        assert between(db, 0, PART) == LONG[:PART]
        assert between(db, 0, PART + 1) is None
        assert between(db, PART, 2 * PART) is None
        assert between(db, PART - 1, 2 * PART + 1) is None
        assert db.execute(f"SELECT {VERSION_TEXT} FROM versions v").fetchone() == (None,)


def test_the_texts_of_an_older_format_are_cut_and_compressed() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        add_text_functions(db)
        add_cutting(db)
        db.executescript(
            "CREATE TABLE versions (key INTEGER PRIMARY KEY, text); CREATE TABLE passages (text, id)"
        )
        db.executemany("INSERT INTO versions VALUES (?, ?)", enumerate(["", "one", LONG]))
        db.executescript(TEXTS.tables + TEXTS.existing)
        rows = db.execute(f"SELECT characters, {VERSION_TEXT} FROM versions v ORDER BY key").fetchall()
        assert rows == [(0, ""), (3, "one"), (len(LONG), LONG)]


def test_a_deleted_text_is_nowhere_in_the_catalog(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    text = "\n\n".join(f"Paragraph {n} tells of zirconium in vessel {n * 7919}." for n in range(500))
    ingester.add("default", [Document("z", text), Document("other", "Wax melts.")])
    db = index.catalog.connection
    assert version_text(db, find(db, "default"), "z", version_name(text)) == text
    files = [tmp_path / "catalog.sqlite", tmp_path / "catalog.sqlite-wal"]
    assert legible(files).count(b"zirconium") > 400  # some are cut between two parts
    index.delete("default", "z")
    assert b"zirconium" not in legible(files)
    assert b"Wax melts" in legible(files)
    index.catalog.close()


def test_after_an_upgrade_nothing_stays_of_a_deleted_text(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_folder_of_format(3, home)
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        rows = db.execute("SELECT d.id, v.text FROM versions v JOIN documents d ON d.key = v.document")
        older = [(id, text.encode()[:40]) for id, text in rows]
    index, _ = open_index(home)
    db = index.catalog.connection
    ids = {id for (id,) in db.execute("SELECT id FROM documents d WHERE collection = 1")}
    files = [home / "catalog.sqlite", home / "catalog.sqlite-wal"]
    assert all(text in legible(files) for _, text in older)
    for id in ids:
        index.delete("default", id)
    assert not [text for id, text in older if id in ids and text in legible(files)]
    index.catalog.close()


@pytest.mark.parametrize("characters", [-5, 0, 1, 10**15])
def test_a_length_that_is_wrong_is_no_error_of_sqlite(characters: int) -> None:
    with closing(stored(LONG)) as db:
        db.execute("UPDATE versions SET characters = ?", (characters,))
        (text,) = db.execute(f"SELECT {VERSION_TEXT} FROM versions v").fetchone()
        assert text == (LONG[:characters] if 0 <= characters <= 1 else None)


def test_a_new_catalog_has_pages_that_hold_some_passages(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    assert catalog.connection.execute("PRAGMA page_size").fetchone() == (16_384,)
    catalog.close()
