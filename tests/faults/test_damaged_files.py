"""Damage to the SQLite files of a data folder: one line that says what and what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from index.documents import Document
from index.errors import SourcelineError, StorageDamaged, StorageUnusable
from index.store.catalog import Catalog
from qa.cli import app
from qa.cli import open_service as opening
from qa.feedback.records import Feedback, Verdict
from qa.feedback.store import FeedbackStore
from qa.server.app import create_app
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.machine import lacks
from tests.support.waiting import until

QUESTION = {"question": "How many soldiers came?"}
#: Each file with one of its tables and what opens it.
FILES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "catalog.sqlite": ("versions", Catalog),
    "keys.db": ("keys", Database),
    "feedback.sqlite": ("cited", FeedbackStore),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with documents, keys and feedback, each file of many pages, all logs folded in."""
    home = tmp_path_factory.mktemp("whole") / "home"
    service = opened(home)
    text = "Twelve soldiers came. " + " ".join(f"word{n} is here." for n in range(300))
    service.ingester.add("default", [Document(f"d{n}", text, metadata={"n": n}) for n in range(20)])
    given = {"question": "q", "verdict": Verdict.UP, "generation": 1, "comment": "x" * 2_000}
    for _ in range(20):
        service.feedback.add(Feedback.model_validate(given))
    database = Database(home)
    for n in range(60):
        KeyStore(database).create(Grant(f"key {n}"))
    database.close()
    service.index.catalog.scrub_log()
    service.index.catalog.close()
    for name in FILES:
        assert (home / name).stat().st_size > 5 * 4096
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(whole, tmp_path / "home"))


def opened(home: Path) -> Service:
    return Service(Settings(home=home), FakeEmbedder(), FakeReader())


def flip(path: Path, start: int, count: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        flipped = bytes(byte ^ 0xFF for byte in file.read(count))
        file.seek(start)
        file.write(flipped)


def without_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"DROP TABLE {FILES[path.name][0]}")


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def half(path: Path) -> int:
    return path.stat().st_size // 4096 // 2 * 4096


DAMAGE: dict[str, Callable[[Path], object]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut in its header": lambda path: os.truncate(path, 50),
    "cut to its first page": lambda path: os.truncate(path, 4096),
    "cut in the middle": lambda path: os.truncate(path, half(path) + 100),
    "header flipped": lambda path: flip(path, 0, 100),
    "header zeroed": lambda path: path.write_bytes(bytes(100) + path.read_bytes()[100:]),
    "a page flipped": lambda path: flip(path, half(path), 4096),
    "first page zeroed": lambda path: path.write_bytes(bytes(4096) + path.read_bytes()[4096:]),
    "all zero": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "no SQLite": lambda path: path.write_text("Dear Sir, " * 5_000),
    "another program's": lambda path: shutil.copy(made_elsewhere(path), path),
    "without a table": without_table,
    "a folder": as_folder,
}


def made_elsewhere(path: Path) -> Path:
    other = path.with_name("other.sqlite")
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE songs (name TEXT)")
    return other


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_one_error_that_says_what_and_what_to_do(home: Path, name: str, kind: str) -> None:
    DAMAGE[kind](home / name)
    expected = StorageUnusable if kind == "a folder" else StorageDamaged
    with pytest.raises(expected) as caught:
        FILES[name][1](home)
    told = str(caught.value)
    assert str(home / name) in told
    assert "\n" not in told
    assert caught.value.hint
    assert caught.value.status == 500


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", DAMAGE)
def test_no_service_begins_over_damage(home: Path, name: str, kind: str) -> None:
    """Above all: keys that cannot be read open nothing."""
    DAMAGE[kind](home / name)
    with pytest.raises((StorageDamaged, StorageUnusable)):
        create_app(opened(home))


def test_a_service_begins_over_what_is_whole(home: Path) -> None:
    create_app(opened(home)).state.gatekeeper.close()


def test_a_catalog_that_is_gone_is_not_an_empty_one(home: Path) -> None:
    (home / "catalog.sqlite").unlink()
    with pytest.raises(StorageDamaged, match="is missing, though there are indexes"):
        Catalog(home)
    assert not (home / "catalog.sqlite").exists()


@pytest.mark.parametrize("name", FILES)
def test_a_log_alone_is_not_given_to_a_new_file(home: Path, name: str) -> None:
    """SQLite would play it into whatever has the file's name."""
    shutil.rmtree(home / "collections")
    (home / name).rename(home / f"{name}-wal")
    with pytest.raises(StorageDamaged, match="is missing, though"):
        written(name, home)


def written(name: str, home: Path) -> None:
    """Open a file; feedback's is made when there is something to keep."""
    made = FILES[name][1](home)
    if isinstance(made, FeedbackStore):
        made.add(Feedback(question="q", verdict=Verdict.UP, generation=1))


def test_an_empty_file_keeps_its_log(home: Path) -> None:
    """SQLite deletes the log beside an empty file, and what it held with it."""
    path = home / "keys.db"
    log = path.with_name("keys.db-wal")
    log.write_bytes(b"kept")
    path.write_bytes(b"")
    with pytest.raises(StorageDamaged):
        Database(home)
    assert log.read_bytes() == b"kept"


def test_a_kill_while_a_file_is_made_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("index.store.sqlite_file.os.replace", lambda *_: exec("raise KeyboardInterrupt"))
        with pytest.raises(KeyboardInterrupt):
            Database(tmp_path)
    assert not (tmp_path / "keys.db").exists()
    assert not KeyStore(Database(tmp_path)).any_made()
    assert (tmp_path / "keys.db").stat().st_mode & 0o777 == 0o600


# The command line ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("catalog.sqlite", ["collections"]),
        ("catalog.sqlite", ["documents", "list"]),
        ("keys.db", ["keys", "list"]),
        ("keys.db", ["keys", "create", "another"]),
        ("keys.db", ["serve", "--port", "0"]),
        ("feedback.sqlite", ["feedback", "export", "--out", "out.jsonl"]),
    ],
)
@pytest.mark.parametrize("kind", ["emptied", "header flipped", "a page flipped", "no SQLite", "a folder"])
def test_the_command_line_tells_it_in_one_line(
    home: Path, name: str, command: list[str], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCELINE_HOME", str(home))
    DAMAGE[kind](home / name)
    assert one_line(command).startswith(f"error: SOURCELINE_HOME: {home / name} ")


@pytest.mark.parametrize(
    "place",
    ["/proc/nope", "/dev/null", "/dev/null/home", "x" * 300, "~nobody-of-that-name/home", "/sys/nope"],
)
@pytest.mark.parametrize("command", [["ask", "x"], ["keys", "list"], ["collections"]])
def test_a_folder_that_cannot_be_had_is_one_line(
    place: str, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCELINE_HOME", place)
    monkeypatch.setattr(opening, "open_service", opened_of)
    assert one_line(command).startswith("error: SOURCELINE_HOME: ")


def opened_of(settings: Settings) -> Service:
    return Service(settings, FakeEmbedder(), FakeReader())


def one_line(command: list[str]) -> str:
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 2, done.output
    assert not isinstance(done.exception, SourcelineError | sqlite3.Error | OSError)
    (line,) = done.stderr.splitlines()
    return line


@pytest.fixture
def read_only(home: Path) -> Iterator[Path]:
    """The folder on a file system that takes no write."""
    mounted = subprocess.run(["mount", "--bind", home, home], capture_output=True, text=True)
    if mounted.returncode:
        lacks(f"the right to mount a folder: {mounted.stderr.strip()}")
    subprocess.run(["mount", "-o", "remount,ro,bind", home], check=True)
    yield home
    subprocess.run(["umount", "--lazy", home], check=True)


@pytest.mark.parametrize("opens", [Catalog, Database, FeedbackStore])
def test_a_read_only_folder_is_told(read_only: Path, opens: Callable[[Path], object]) -> None:
    with pytest.raises(StorageUnusable) as caught:
        opens(read_only)
    assert "Read-only file system" in str(caught.value)


# A running service -----------------------------------------------------------------------------------------


@pytest.fixture
def client(home: Path) -> Iterator[TestClient]:
    """Of an open service, over documents and feedback."""
    (home / "keys.db").unlink()
    with TestClient(create_app(opened(home)), raise_server_exceptions=False) as client:
        until(lambda: client.get("/ready").status_code == 200)
        yield client


ROUTES = [
    ("POST", "/v1/ask", QUESTION),
    ("POST", "/v1/search", QUESTION),
    ("POST", "/v1/chat", QUESTION),
    ("GET", "/v1/documents", None),
    ("GET", "/v1/documents/d3", None),
    ("GET", "/v1/collections", None),
    ("DELETE", "/v1/documents/d3", None),
    ("POST", "/v1/documents", {"documents": [{"id": "new", "text": "Ice."}]}),
    ("GET", "/v1/jobs", None),
]


@pytest.mark.parametrize("kind", ["emptied", "cut to its first page", "all zero", "no SQLite"])
def test_damage_met_by_a_query_is_the_same_error(client: TestClient, home: Path, kind: str) -> None:
    DAMAGE[kind](home / "catalog.sqlite")
    for method, path, body in ROUTES:
        reply = client.request(method, path, json=body)
        assert reply.status_code == 500, (method, path, reply.text)
        assert reply.headers["content-type"] == "application/problem+json"
        told = reply.json()
        assert told["type"] in ("urn:sourceline:storage-damaged", "urn:sourceline:storage-unusable"), told
        assert told["errors"][0]["hint"]
        assert "id" not in told, "it is no internal error"


@pytest.mark.parametrize("kind", [kind for kind in DAMAGE if kind != "without a table"])
def test_keys_damaged_under_a_running_service_open_nothing(home: Path, kind: str) -> None:
    with TestClient(create_app(opened(home)), raise_server_exceptions=False) as client:
        assert client.post("/v1/search", json=QUESTION).status_code == 401
        DAMAGE[kind](home / "keys.db")
        for method, path, body in ROUTES:
            reply = client.request(method, path, json=body)
            assert reply.status_code in (401, 500), (method, path, reply.text)
            if reply.status_code == 500:
                assert reply.json()["type"].startswith("urn:sourceline:storage-")
        assert client.get("/health").status_code == 200


# Values that SQLite cannot know to be wrong --------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "passages SET sentences = x'00112233'",
        "passages SET sentences = zeroblob(length(sentences))",
        "passages SET vector = x'0011' WHERE id = 3",
        "passages SET headings = '['",
        "passages SET end = end - 1",
        "texts SET data = substr(data, 2)",
        "texts SET part = part + 100",
        "versions SET characters = characters - 1",
        "passages SET terms = zeroblob(4)",
        "passages SET start = 'x'",
        "versions SET metadata = '{'",
        "versions SET title = CAST(x'ff' AS TEXT)",
    ],
)
def test_a_value_that_was_not_written_so_is_damage(client: TestClient, home: Path, change: str) -> None:
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db, db:
        db.execute(f"UPDATE {change}")
    told = [client.request(method, path, json=body) for method, path, body in ROUTES]
    assert any(reply.status_code == 500 for reply in told)
    for reply in told:
        if reply.status_code == 500:
            assert reply.json()["type"] == "urn:sourceline:storage-damaged", reply.text
