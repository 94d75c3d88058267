"""`qa doctor`: what is wrong is found, named and repaired where it can be, and nothing else is said."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.documents import Document
from index.errors import StorageDamaged
from index.store import vectors
from index.store.catalog.collections import find
from index.store.catalog.documents import version_text
from index.store.columns import column_store
from index.store.doctor.check import MOST_NAMED, Check, named
from qa.cli import app
from qa.examination import examine
from qa.feedback.records import Feedback, Verdict
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader

TEXT = "Twelve soldiers came over the bridge. They stayed until the snow melted in April."


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with documents of two versions, indexes on the disk, feedback and a key."""
    home = tmp_path_factory.mktemp("whole") / "home"
    service = Service(Settings(home=home), FakeEmbedder(), FakeReader())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "MAX_TAIL_VECTORS", 16)
        patch.setattr(column_store, "MOST_IN_MEMORY", 16)
        for round in ("first", "second"):
            documents = [
                Document(f"d{n}", f"{TEXT} {round} {n}.", f"Title {n}", metadata={"n": n}) for n in range(20)
            ]
            service.ingester.add("default", documents)
            snapshot = service.index.snapshot("default")
        snapshot.columns.catch_up()
    with service.index.catalog.reading() as db:
        (version,) = db.execute(
            "SELECT v.name FROM versions v JOIN documents d ON d.version = v.key WHERE d.id = 'd4'"
        ).fetchone()
    quote = {
        "document_id": "d4",
        "version": version,
        "start_char_index": 0,
        "end_char_index": 6,
        "cited_text": "Twelve",
    }
    given = {"question": "q", "verdict": Verdict.UP, "generation": 1, "citations": [quote]}
    service.feedback.add(Feedback.model_validate(given))
    database = Database(home)
    KeyStore(database).create(Grant("web"))
    database.close()
    service.index.catalog.scrub_log()
    service.index.catalog.close()
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to be damaged."""
    monkeypatch.setattr(vectors, "MAX_TAIL_VECTORS", 16)
    monkeypatch.setattr(column_store, "MOST_IN_MEMORY", 16)
    return Path(shutil.copytree(whole, tmp_path / "home"))


def wrong(home: Path, *, repair: bool = False) -> list[Check]:
    return [check for check in examine(home, repair=repair) if check.wrong]


def sql(statement: str, file: str = "catalog.sqlite") -> Callable[[Path], None]:
    def change(home: Path) -> None:
        with closing(sqlite3.connect(home / file)) as db:
            db.execute(statement)
            db.commit()

    return change


def rewritten(of: str, old: str, new: str) -> Callable[[Path], None]:
    """Change what a stored text says, so that zlib finds nothing wrong."""

    def change(home: Path) -> None:
        with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
            (data,) = db.execute(f"SELECT data FROM texts WHERE {of}").fetchone()
            text = zlib.decompress(data).decode()
            assert old in text
            changed = zlib.compress(text.replace(old, new).encode())
            db.execute(f"UPDATE texts SET data = ? WHERE {of}", (changed,))
            db.commit()

    return change


def zeroed(pattern: str) -> Callable[[Path], None]:
    def change(home: Path) -> None:
        file = next(home.rglob(pattern))
        # Replaced: this process may still map the old one, and to truncate that is a bus error.
        zeros = file.with_suffix(".zeros")
        zeros.write_bytes(bytes(file.stat().st_size))
        zeros.replace(file)

    return change


def leftover(path: str) -> Callable[[Path], None]:
    def change(home: Path) -> None:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(b"left")

    return change


def unindexed(home: Path) -> None:
    """An index of the catalog that lacks a row, as a lost page would have it."""
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        (sql_of,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'passages_by_version'").fetchone()
        db.execute("PRAGMA writable_schema = ON")
        partial = f"{sql_of} WHERE id != 3"
        db.execute("DROP INDEX passages_by_version")
        db.execute(partial)
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'passages_by_version'", (sql_of,))
        db.commit()


LAST = "(SELECT max(id) FROM passages)"
NEWEST = "(SELECT max(key) FROM versions)"
#: What is done, and of which store and with which word it is told.
UNREPAIRABLE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a letter of a text": (rewritten(f"version = {NEWEST}", "bridge", "brigde"), "catalog", "its name"),
    "a byte of a text": (
        sql(f"UPDATE texts SET data = CAST(substr(data, 1, 9) || x'ff' AS BLOB) WHERE version = {NEWEST}"),
        "catalog",
        "its name",
    ),
    "a part of a text": (sql(f"DELETE FROM texts WHERE version = {NEWEST}"), "catalog", "its name"),
    "a title": (sql(f"UPDATE versions SET title = 'Other' WHERE key = {NEWEST}"), "catalog", "title"),
    "a date": (sql(f"UPDATE versions SET published = '1999' WHERE key = {NEWEST}"), "catalog", "dates"),
    "a heading": (sql("UPDATE blocks SET kind = 'code' WHERE version = 7"), "catalog", "blocks"),
    "a passage's span": (
        sql(f"UPDATE passages SET start = start + 1 WHERE id = {LAST}"),
        "catalog",
        "changed since",
    ),
    "a vector": (
        sql(f"UPDATE passages SET vector = zeroblob(length(vector)) WHERE id = {LAST}"),
        "catalog",
        "changed since",
    ),
    "terms": (
        sql(f"UPDATE passages SET terms = zeroblob(length(terms)) WHERE id = {LAST}"),
        "catalog",
        "changed since",
    ),
    "a sum": (sql(f"DELETE FROM passage_sums WHERE passage = {LAST}"), "catalog", "changed since"),
    "an old passage is live": (
        sql("UPDATE passages SET removed = NULL WHERE id = 2"),
        "catalog",
        "old version",
    ),
    "a live passage is not": (
        sql(f"UPDATE passages SET removed = 9999 WHERE id = {LAST}"),
        "catalog",
        "to come",
    ),
    "no current version": (
        sql("UPDATE documents SET version = NULL WHERE key = 5"),
        "catalog",
        "no current version",
    ),
    "a time of a document": (
        sql("UPDATE documents SET updated = '2001-01-01T00:00:00' WHERE key = 5"),
        "catalog",
        "the row of document",
    ),
    "feedback": (
        sql("UPDATE feedback SET record = replace(record, 'up', 'sideways')", "feedback.sqlite"),
        "feedback.sqlite",
        "not what was written",
    ),
    "a key": (sql("UPDATE keys SET scopes = '[\"none\"]'", "keys.db"), "keys.db", "not what was written"),
    "a file of keys": (lambda home: (home / "keys.db").write_bytes(b"x" * 9000), "keys.db", "not a database"),
    "the catalog": (lambda home: (home / "catalog.sqlite").write_bytes(b"x" * 9000), "catalog", "damaged"),
}
REPAIRABLE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "words": (zeroed("*.term"), "indexes of 'default'", "lexical store"),
    "vectors": (zeroed("base.column"), "indexes of 'default'", "vectors store"),
    "columns": (zeroed("tokens.column"), "indexes of 'default'", "columns store"),
    "a collection that is gone": (leftover("collections/77/lexical.manifest"), "files", "collections/77"),
    "a draft": (leftover("collections/1/lexical-0123/meta.json"), "files", "lexical-0123"),
    "half a file": (leftover("server.json.123.partial"), "files", ".partial"),
    "an index of the catalog": (unindexed, "catalog", "index"),
    "feedback on what is gone": (
        sql("UPDATE feedback SET record = replace(record, '\"d4\"', '\"d444\"')", "feedback.sqlite"),
        "feedback.sqlite",
        "is gone",
    ),
}


def test_a_folder_that_is_whole_has_nothing_wrong(home: Path) -> None:
    checks = [*examine(home, repair=False)]
    assert not [check for check in checks if check.wrong]
    assert {check.store for check in checks} == {
        "catalog",
        "indexes of 'default'",
        "files",
        "feedback.sqlite",
        "keys.db",
    }
    assert all(check.checked for check in checks)


@pytest.mark.parametrize("case", UNREPAIRABLE)
def test_what_cannot_be_repaired_is_named_with_what_to_do(home: Path, case: str) -> None:
    change, store, says = UNREPAIRABLE[case]
    change(home)
    for repair in (False, True, False):
        found = wrong(home, repair=repair)
        (check,) = [one for one in found if any(says in sentence for sentence in one.wrong)]
        assert check.store == store
        assert not check.is_right
        assert check.remedy


@pytest.mark.parametrize("case", REPAIRABLE)
def test_what_is_derived_is_repaired(home: Path, case: str) -> None:
    change, store, says = REPAIRABLE[case]
    change(home)
    (check,) = wrong(home)
    assert check.store == store
    assert says in check.wrong[0]
    assert not check.is_right
    assert not check.remedy
    (check,) = wrong(home, repair=True)
    assert check.repaired
    assert not wrong(home)


def test_the_command_prints_a_table_and_ends_with_1_until_it_is_repaired(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCELINE_HOME", str(home))
    run = CliRunner().invoke
    done = run(app, ["doctor"])
    assert done.exit_code == 0
    assert all(line.endswith("\tok") for line in done.stdout.splitlines())
    zeroed("*.term")(home)
    done = run(app, ["doctor"])
    assert done.exit_code == 1
    assert "1 wrong" in done.stdout
    assert "The lexical store" in done.stdout
    assert "--repair" in done.stderr
    done = run(app, ["doctor", "--repair", "--json"])
    assert done.exit_code == 0
    assert [check["repaired"] for check in json.loads(done.stdout) if check["wrong"]] == [True]


def test_a_changed_row_is_met_when_it_is_read(home: Path) -> None:
    sql(f"UPDATE passages SET token_vectors = zeroblob(length(token_vectors)) WHERE id = {LAST}")(home)
    sql("UPDATE versions SET title = 'Other' WHERE key = 25")(home)
    rewritten("version = 26", "April", "March")(home)
    service = Service(Settings(home=home), FakeEmbedder(), FakeReader())
    snapshot = service.index.snapshot("default")
    ids = [
        id
        for (id,) in service.index.catalog.connection.execute(
            f"SELECT id FROM passages WHERE version = 25 OR id = {LAST}"
        )
    ]
    assert len(ids) == 2
    for id in ids:
        with pytest.raises(StorageDamaged, match="is damaged"):
            snapshot.fetch([id])
    with service.index.catalog.reading() as db:
        name, document = db.execute(
            "SELECT v.name, d.id FROM versions v JOIN documents d ON d.key = v.document WHERE v.key = 26"
        ).fetchone()
        with pytest.raises(StorageDamaged, match="is damaged"):
            version_text(db, find(db, "default"), document, name)
    service.index.catalog.close()


def test_feedback_that_a_killed_deletion_left_is_erased_at_the_next_start(home: Path) -> None:
    service = Service(Settings(home=home), FakeEmbedder(), FakeReader())
    service.warm()
    assert len(service.feedback.latest(9)) == 1
    service.index.delete("default", "d4")  # and killed before the feedback was looked at
    service.warm()
    assert service.feedback.latest(9) == []
    service.index.catalog.close()


def test_a_long_list_of_findings_is_counted() -> None:
    assert named(str(n) for n in range(MOST_NAMED)) == tuple(str(n) for n in range(MOST_NAMED))
    assert named(str(n) for n in range(MOST_NAMED + 5))[-1] == "and 5 more"
