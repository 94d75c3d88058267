"""`qa keys`, and that `qa serve` needs them: as a person at a terminal sees it."""

from __future__ import annotations

import hashlib
import json
import logging
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.cli import app, serve
from qa.cli import open_service as opening
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore, NewKey
from qa.service import Service
from qa.settings import Settings
from tests.support.command import qa
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.project import ROOT

runner = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of `qa`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def create(*arguments: str) -> str:
    """Make a key by the command; the key."""
    result = runner.invoke(app, ["keys", "create", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout.removesuffix("\n")


@pytest.mark.usefixtures("home")
def test_a_key_is_printed_once_and_listed_without_its_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = create("import", "--scope", "ask", "--scope", "ingest", "--collection", "x", "-c", "y")
    origins = ["--origin", "https://A.example", "--origin", "http://localhost:3000"]
    publishable = create("site", "--publishable", *origins, "--per-minute", "5", "--per-day", "50")
    listed = runner.invoke(app, ["keys", "list"]).stdout
    as_json = runner.invoke(app, ["keys", "list", "--json"]).stdout
    first, second = (line.split("\t") for line in listed.splitlines())
    assert first[:6] == [secret.split("_")[1], "import", "secret", "ask, ingest", "x, y", ""]
    assert second[1:8] == [
        "site",
        "publishable",
        "ask",
        "all",
        "https://a.example, http://localhost:3000",
        "5",
        "50",
    ]
    assert [key["name"] for key in json.loads(as_json)["keys"]] == ["import", "site"]
    for text in (secret, publishable):
        assert text[16:] not in listed + as_json + caplog.text
        assert hashlib.sha256(text.encode()).hexdigest() not in listed + as_json


@pytest.mark.usefixtures("home")
def test_a_key_is_revoked_by_its_id() -> None:
    id = create("a").split("_")[1]
    assert runner.invoke(app, ["keys", "revoke", id]).stdout == f"Revoked {id}, a.\n"
    assert runner.invoke(app, ["keys", "list"]).stdout.rstrip("\n").split("\t")[-1].startswith("20")


@pytest.mark.usefixtures("home")
def test_a_key_says_whether_its_answers_are_written() -> None:
    id = create("a", "--write", "no").split("_")[1]
    for given, kept in (("", False), ("yes", True), ("none", None)):
        if given:
            assert runner.invoke(app, ["keys", "edit", id, "--write", given]).exit_code == 0
        (key,) = json.loads(runner.invoke(app, ["keys", "list", "--json"]).stdout)["keys"]
        assert key["write"] is kept


WRONG = [
    (["create", "a", "--publishable", "--origin", "https://*.example"], "--origin: "),
    (["create", "a", "--publishable", "--scope", "ingest"], "--scope: "),
    (["create", "a", "--origin", "https://a.example"], "--origin: "),
    (["revoke", "nobody"], "id: "),
]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(("arguments", "start"), WRONG)
def test_what_is_wrong_is_one_line(arguments: list[str], start: str) -> None:
    result = runner.invoke(app, ["keys", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"error: {start}")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_nothing_is_served_to_others_without_a_key(home: Path, host: str) -> None:
    gone: NewKey | None = None
    for _ in range(2):  # without a key, and with none but a revoked one
        done = qa(home, "serve", "--host", host, "--port", "0")
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert "qa keys create" in line
        assert host in line
        keys = KeyStore(Database(home))
        gone = gone or keys.create(Grant("gone"))
        keys.revoke(gone.key.id)


# Serving -------------------------------------------------------------------------------------------------


@pytest.fixture
def served(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where `qa serve` would listen, which comes back at once."""
    hosts: list[str] = []

    def run(service: Service, listener: socket.socket, settings: Settings, ready: Callable[[], None]) -> None:
        hosts.append(settings.host)
        listener.close()
        ready()

    monkeypatch.setattr(serve, "_serve_alone", run)
    monkeypatch.setattr(serve, "configure", lambda *_: None)  # it would take the log from the test
    monkeypatch.setattr(opening, "open_service", lambda s: Service(s, FakeEmbedder(), FakeReader()))
    return hosts


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_open_service_says_so(served: list[str], caplog: pytest.LogCaptureFixture, host: str) -> None:
    result = runner.invoke(app, ["serve", "--host", host, "--port", "0"])
    assert (result.exit_code, served) == (0, [host])
    (record,) = [record for record in caplog.records if "There are no keys" in record.message]
    assert record.levelname == "WARNING"
    assert "qa keys create" in record.message


def test_with_a_key_others_are_served(served: list[str], caplog: pytest.LogCaptureFixture) -> None:
    create("a")
    result = runner.invoke(app, ["serve", "--host", "0.0.0.0", "--port", "0", "--example", "Who?"])
    assert (result.exit_code, served) == (0, ["0.0.0.0"])
    assert "There are no keys" not in caplog.text
    assert "needs a key" in result.stdout


def test_a_data_folder_that_cannot_be_used_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "file"))
    result = runner.invoke(app, ["keys", "list"])
    assert result.exit_code == 2
    assert result.stderr.startswith("error: SOURCELINE_HOME: ")


def test_the_dockerfile_says_how_to_make_a_key_first() -> None:
    header = (ROOT / "Dockerfile").read_text(encoding="utf-8").partition("\nFROM")[0]
    assert header.index("qa keys create") < header.index("-p 8080:8080")
