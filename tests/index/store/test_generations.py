"""States of a collection: told apart by a token, remembered for long enough, given to older catalogs."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Generator
from pathlib import Path

import pytest

from index.documents import Document
from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.store.catalog import Catalog, collections, generations, passages
from index.store.catalog.generations import MAX_GENERATIONS, GenerationId
from index.store.catalog.schema import FORMAT
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder
from tests.support.older_catalog import make_format_1


def published(catalog: Catalog, generation: int) -> GenerationId:
    with catalog.transaction() as db:
        collections.advance(db, collections.find_or_create(db, "default", generation), generation)
    return collections.find(catalog.connection, "default").generation_id


def test_a_state_is_known_by_its_number_and_token(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    first, second = published(catalog, 1), published(catalog, 2)
    assert first.token != second.token
    known = [first, second, GenerationId(1, second.token), GenerationId(3, first.token), GenerationId(2, "")]
    assert [generations.is_known(catalog.connection, 1, mark) for mark in known] == [True, True, *[False] * 3]
    assert not generations.is_known(catalog.connection, 2, first)


def test_only_the_last_states_are_remembered(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    old, kept = published(catalog, 1), published(catalog, 2)
    new = published(catalog, MAX_GENERATIONS + 2)
    assert [generations.is_known(catalog.connection, 1, mark) for mark in (old, kept, new)] == [
        False,
        True,
        True,
    ]


def test_the_same_number_published_again_is_another_state(tmp_path: Path) -> None:
    """As after a restore: the catalog goes back, then counts on."""
    catalog = Catalog(tmp_path / "home")
    published(catalog, 1)
    with sqlite3.connect(tmp_path / "backup") as backup:
        catalog.connection.backup(backup)
    backup.close()
    lost = published(catalog, 2)
    catalog.close()
    for file in (tmp_path / "home").glob("catalog.sqlite*"):
        file.unlink()
    (tmp_path / "backup").rename(tmp_path / "home" / "catalog.sqlite")
    restored = Catalog(tmp_path / "home")
    again = published(restored, 2)
    assert again != lost
    assert not generations.is_known(restored.connection, 1, lost)


def make_older(home: Path) -> None:
    """Turn a data folder into one of format 1, with the derived files that it had."""
    make_format_1(home)
    folder = home / "collections" / "1"
    next(folder.glob("lexical-*")).rename(folder / "lexical")
    (folder / "lexical.manifest").unlink()
    (folder / "vectors.json").write_text('{"generation": 1, "dimension": 64, "file": "vectors-1.faiss"}')
    (folder / "vectors-1.faiss").write_bytes(b"old")


def test_a_catalog_of_format_1_still_opens(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    index = PassageIndex(tmp_path)
    Ingester(index, FakeEmbedder(), PassageSizes()).add("default", [Document("d", "Wax melts.")])
    index.catalog.close()
    make_older(tmp_path)
    for _ in range(2):
        opened = PassageIndex(tmp_path)
        snapshot = opened.snapshot("default")
        assert len(snapshot.bm25("wax", 5)) == len(snapshot.vectors) == 1
        assert snapshot.generation_id.token
        (passage,) = snapshot.fetch([1]).values()
        assert (passage.modified, passage.ingested[:2]) == ("", "20")
        lately = snapshot.filter({"ingested": {"$gte": passage.ingested[:10]}})
        assert lately is not None
        assert lately.matches == 1
        opened.catalog.close()
    assert opened.catalog.connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)
    names = {path.name.split("-")[0] for path in (tmp_path / "collections" / "1").iterdir()}
    assert names == {"lexical", "lexical.manifest"}
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(said) == 1
    assert f": format 1 became {FORMAT} in 0." in said[0]


def test_reading_that_is_given_up_after_its_connection_is_closed_is_no_error(tmp_path: Path) -> None:
    index = PassageIndex(tmp_path)
    documents = [Document(id, f"Wax of {id} melts.") for id in ("a", "b", "c")]
    Ingester(index, FakeEmbedder(), PassageSizes()).add("default", documents)
    db = index.catalog.connection
    reading = passages.texts_since(db, collections.find(db, "default"), 0)
    assert isinstance(reading, Generator)
    next(reading)
    index.catalog.close()
    reading.close()  # as the collector of garbage does
