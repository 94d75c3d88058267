"""`qa backup` and `qa restore` on the command line."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.cli import app
from qa.cli import open_service as opening
from qa.feedback.records import Feedback, Verdict
from qa.feedback.store import FeedbackStore
from qa.service import Service
from tests.support.fakes import FakeEmbedder, FakeReader


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a document, a key, feedback, and settings, one of them a secret."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SOURCELINE_PASSAGE_OVERLAP", "2")
    monkeypatch.setenv("SOURCELINE_API_KEY", "hidden-hidden")
    monkeypatch.setattr(
        opening, "open_service", lambda settings: Service(settings, FakeEmbedder(), FakeReader())
    )
    (tmp_path / "ferry.txt").write_text("The ferry to Halm leaves at seven.")
    run("ingest", "ferry.txt")
    run("keys", "create", "web")
    FeedbackStore(tmp_path / "home").add(
        Feedback.model_validate({"question": "q", "verdict": Verdict.UP, "generation": 1})
    )
    return tmp_path / "home"


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*arguments])
    assert done.exit_code == code, done.output
    return done.stdout if code == 0 else done.stderr


def test_a_folder_goes_to_another_place_with_keys_and_feedback(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run("backup", "b.tar")
    assert "SOURCELINE_PASSAGE_OVERLAP=2" in said
    assert b"hidden-hidden" not in (tmp_path / "b.tar").read_bytes()
    assert stat.S_IMODE((tmp_path / "b.tar").stat().st_mode) == 0o600
    listed = run("documents", "list"), run("keys", "list"), run("documents", "show", "ferry.txt", "--json")
    run("restore", "b.tar", "--home", "elsewhere")
    assert stat.S_IMODE((tmp_path / "elsewhere" / "keys.db").stat().st_mode) == 0o600
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "elsewhere"))
    assert listed == (
        run("documents", "list"),
        run("keys", "list"),
        run("documents", "show", "ferry.txt", "--json"),
    )
    assert len(FeedbackStore(tmp_path / "elsewhere").latest(9)) == 1
    assert "wrong" not in run("doctor")


def test_keys_and_feedback_may_be_left_out(home: Path, tmp_path: Path) -> None:
    made = json.loads(run("backup", "b.tar", "--without-keys", "--without-feedback", "--json"))
    assert {*made["files"]} == {"catalog.sqlite"}
    assert made["collections"]["default"]["documents"] == 1
    made = json.loads(run("backup", "b.tar", "--with-indexes", "--json"))
    assert {name.partition("/")[0] for name in made["files"]} == {
        "catalog.sqlite",
        "collections",
        "feedback.sqlite",
        "keys.db",
    }


def test_what_is_wrong_is_one_line(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("backup", "b.tar")
    for arguments, says in (
        (["restore", "b.tar"], "is not empty"),
        (["restore", "none.tar", "--home", "new"], "cannot be read as a backup"),
        (["restore", "ferry.txt", "--home", "new"], "backup"),
        (["backup", "ferry.txt"], "no backup"),
        (["backup", "no/such/folder/b.tar"], "cannot be used"),
    ):
        (line,) = run(*arguments, code=2).splitlines()
        assert says in line
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "nothing"))
    assert "no data folder" in run("backup", "c.tar", code=2)
    assert not (tmp_path / "new").exists()
