"""A backup is of one moment, restores to the same ids, spans and text, and is never half."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.documents import Document
from index.errors import Conflict, IndexMismatch, InvalidInput, SourcelineError, StorageFull, StorageUnusable
from index.store.backup import making
from index.store.backup.making import back_up
from index.store.backup.restoring import restore
from index.store.catalog import RESTORING, Catalog
from index.store.catalog.schema import FORMAT
from index.store.catalog.texts import PASSAGE_TEXT, VERSION_TEXT
from index.store.doctor.catalog import catalog_checks
from index.store.doctor.check import Check
from index.store.doctor.derived import derived_checks
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder
from tests.support.older_catalog import make_folder_of_format
from tests.support.two_documents import open_index

TEXT = "The ferry to Halm leaves at seven. It carries {n} cars.\n\nIn winter it leaves at nine.\n"


#: Every passage with its document, version and span; last the span's text in the version.
_PASSAGES = """SELECT p.id, d.id, v.name, p.start, p.end, {passage},
                     substr({version}, p.start + 1, p.end - p.start)
              FROM passages p JOIN versions v ON v.key = p.version JOIN documents d ON d.key = v.document
              ORDER BY p.id"""
PASSAGES = _PASSAGES.format(passage=PASSAGE_TEXT, version=VERSION_TEXT)
OLDER_PASSAGES = _PASSAGES.format(passage="p.text", version="v.text")


def examine(index: PassageIndex) -> list[Check]:
    return [*catalog_checks(index.catalog, repair=False), *derived_checks(index, repair=False)]


def numbered(*numbers: int) -> list[Document]:
    return [Document(f"d{n}", TEXT.format(n=n), f"Ferry {n}") for n in numbers]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Documents, one with two versions, one deleted."""
    index, ingester = open_index(tmp_path / "home")
    ingester.add("default", numbered(*range(12)))
    ingester.add("default", [Document("d3", TEXT.format(n=99), "Ferry 3, new")])
    index.delete("default", "d5")
    ingester.add("other", [Document("moon", "Spring tides follow the new moon.", "Tides")])
    yield tmp_path / "home"
    index.catalog.close()


def holdings(home: Path) -> list[tuple[object, ...]]:
    """Every passage with its document, version, span and text, and what a search finds with which score."""
    index, _ = open_index(home)
    rows: list[tuple[object, ...]] = index.catalog.connection.execute(PASSAGES).fetchall()
    assert all(row[-1] == row[-2] for row in rows)
    question = FakeEmbedder().embed_questions(["the ferry in winter"])[0].whole
    snapshot = index.snapshot("default")
    found: list[tuple[object, ...]] = [*snapshot.dense(question, 50)]
    found += [(passage,) for passage in sorted(hit.passage for hit in snapshot.bm25("ferry winter", 50))]
    assert found
    index.catalog.close()
    return rows + found


@pytest.mark.parametrize("indexes", [False, True], ids=["catalog alone", "with indexes"])
def test_elsewhere_it_has_the_same_ids_spans_and_text(home: Path, tmp_path: Path, indexes: bool) -> None:
    before = holdings(home)
    made = back_up(home, tmp_path / "backup.tar", indexes=indexes)
    shutil.move(home, tmp_path / "gone")
    assert restore(tmp_path / "backup.tar", tmp_path / "elsewhere" / "data") == made
    there = tmp_path / "elsewhere" / "data"
    assert ((there / "collections").exists()) == indexes
    assert holdings(there) == before
    assert not [*tmp_path.glob(".*")]


def test_of_a_folder_that_is_written_to_it_has_one_generation(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PAGES", 5)
    done = threading.Event()
    written: list[int] = []

    def write() -> None:
        index, ingester = open_index(home)
        while not done.is_set() and len(written) < 60:
            first = 100 + 2 * len(written)
            ingester.add("default", numbered(first, first + 1))  # both or none
            written.append(first)
        index.catalog.close()

    writer = threading.Thread(target=write)
    writer.start()
    made = []
    for n in range(3):
        before = len(written)
        while len(written) < before + 2:
            done.wait(0.01)
        made.append(back_up(home, tmp_path / f"{n}.tar", indexes=n == 1))
    done.set()
    writer.join()
    for n, manifest in enumerate(made):
        restore(tmp_path / f"{n}.tar", tmp_path / f"restored {n}")
        index, _ = open_index(tmp_path / f"restored {n}")
        ids = {
            id for (id,) in index.catalog.connection.execute("SELECT id FROM documents WHERE id LIKE 'd1__'")
        }
        assert ids == {f"d{n}" for n in range(100, 100 + len(ids))}
        assert len(ids) % 2 == 0
        assert manifest.collections["default"].documents == 11 + len(ids)
        assert not [check for check in examine(index) if check.wrong]
        index.catalog.close()


def test_damage_of_any_byte_is_told_and_nothing_is_restored(home: Path, tmp_path: Path) -> None:
    backup, chance = tmp_path / "backup.tar", random.Random(4)
    back_up(home, backup)
    whole = backup.read_bytes()
    told = 0
    for cut in (0, 100, 512, 3000, len(whole) // 2, len(whole) - 11_000):
        backup.write_bytes(whole[:cut])
        with pytest.raises(SourcelineError):
            restore(backup, tmp_path / "restored")
    for _ in range(60):
        at = chance.randrange(len(whole))
        backup.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        try:
            restore(backup, tmp_path / "restored")
        except SourcelineError:
            told += 1
            assert not (tmp_path / "restored").exists()
        else:  # a byte of an archive's padding, which holds nothing
            shutil.rmtree(tmp_path / "restored")
    assert told >= 55


def test_nothing_is_overwritten(home: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    back_up(home, backup)
    with pytest.raises(Conflict, match="not empty"):
        restore(backup, home)
    note = tmp_path / "note.txt"
    note.write_text("mine")
    with pytest.raises(InvalidInput, match="no backup"):
        back_up(home, note)
    with pytest.raises(InvalidInput, match="backup"):
        restore(note, tmp_path / "restored")
    assert note.read_text() == "mine"
    back_up(home, backup)  # an earlier backup is replaced


def test_what_is_interrupted_leaves_nothing_half(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, restored = tmp_path / "backup.tar", tmp_path / "restored"
    back_up(home, backup)
    kept = backup.read_bytes()

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(home, backup, progress=stop)
    assert backup.read_bytes() == kept
    with pytest.raises(KeyboardInterrupt):
        restore(backup, restored, stop)
    assert not restored.exists()
    assert not [*tmp_path.glob(".*")]


def test_a_restore_that_was_killed_is_refused_and_run_again(home: Path, tmp_path: Path) -> None:
    """Killed while it moves files into place, the catalog the first of them."""
    backup, restored = tmp_path / "backup.tar", tmp_path / "restored"
    back_up(home, backup)
    (restored / RESTORING).mkdir(parents=True)
    (restored / "catalog.sqlite").write_bytes(b"half")
    with pytest.raises(StorageUnusable, match="restored"):
        Catalog(restored)
    restore(backup, restored)
    assert holdings(restored) == holdings(home)


def test_two_at_once_do_not_meet(home: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    back_up(home, backup)
    met: list[int] = []

    def again(done: int, total: int) -> None:
        if not met:
            met.append(1)
            with pytest.raises(Conflict, match="Another process"):
                restore(backup, tmp_path / "restored")

    restore(backup, tmp_path / "restored", again)
    assert met
    assert holdings(tmp_path / "restored") == holdings(home)


def test_a_full_disk_leaves_the_earlier_backup(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "backup.tar"
    back_up(home, backup)
    kept = backup.read_bytes()
    usage = shutil.disk_usage(home)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(StorageFull):
        back_up(home, backup)
    with pytest.raises(StorageFull):
        restore(backup, tmp_path / "restored")
    assert backup.read_bytes() == kept
    assert not (tmp_path / "restored").exists()


# Other formats ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", [2, 3])
def test_a_backup_of_an_older_format_is_restored_and_upgraded(
    format: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The catalog was written by the code of that format."""
    older, backup, restored = tmp_path / "older", tmp_path / "backup.tar", tmp_path / "restored"
    make_folder_of_format(format, older)
    with closing(sqlite3.connect(older / "catalog.sqlite")) as db:
        before = db.execute(OLDER_PASSAGES).fetchall()
    assert len(before) == 6
    made = back_up(older, backup)
    assert made.catalog_format == format
    restore(backup, restored)
    index, ingester = open_index(restored)
    assert index.catalog.connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)
    assert index.catalog.connection.execute(PASSAGES).fetchall() == before
    (line,) = [record.getMessage() for record in caplog.records if "became" in record.getMessage()]
    assert f"format {format} became {FORMAT} in " in line
    snapshot = index.snapshot("default")
    (hit,) = snapshot.bm25("keeper lamp", 5)
    (passage,) = snapshot.fetch([hit.passage]).values()
    assert passage.text == "The lamp of Øster Point was lit in 1871 — its keeper was Ada Brandt."
    assert not [check for check in examine(index) if check.wrong]
    ingester.add("default", numbered(7))
    index.delete("default", "ferry.md")
    assert not [check for check in examine(index) if check.wrong]
    index.catalog.close()


def test_a_newer_format_is_refused(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        db.execute(f"PRAGMA user_version = {FORMAT + 1}")
    backup = tmp_path / "backup.tar"
    back_up(home, backup)
    with pytest.raises(IndexMismatch, match="newer Sourceline"):
        restore(backup, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()
    with pytest.raises(IndexMismatch, match="newer Sourceline"):
        Catalog(home)


def test_a_name_that_leads_out_of_the_folder_is_refused(home: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    made = back_up(home, backup)
    file = made.files["catalog.sqlite"]
    for name in ("../out", "/out", "a/../../out", ""):
        with pytest.raises(ValueError, match="no path inside"):
            type(made).model_validate({**made.model_dump(), "files": {name: file.model_dump()}})
    with tarfile.open(backup) as archive:
        assert archive.getnames() == ["manifest.json", "catalog.sqlite"]
