"""`qa ask` and `qa search` by a running server: one that is named, or the one on the same data folder."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from index.documents import Document
from qa.cli import app
from qa.cli import open_service as opening
from qa.release import release
from qa.running_server import FILE, announced, find_server
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.serving import served

QUESTION = "How many soldiers came?"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "home"))
    service = Service(Settings(), FakeEmbedder(), FakeReader())
    service.ingester.add("default", [Document("war", "Twelve soldiers came. Wax is soft.")])


@pytest.fixture
def server() -> Iterator[str]:
    with served(Service(Settings(), FakeEmbedder(), FakeReader())) as address:
        yield address


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails whoever opens the data folder in this process."""
    monkeypatch.setattr(opening, "open_service", lambda settings: pytest.fail("opened here"))


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        opening, "open_service", lambda settings: Service(settings, FakeEmbedder(), FakeReader())
    )


def instance(address: str) -> str:
    return str(httpx.get(f"{address}/health", trust_env=False).json()["instance"])


def qa(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize("verb", ["ask", "search"])
def test_a_named_server_is_asked_and_its_links_are_printed(server: str, verb: str) -> None:
    result = qa(verb, QUESTION, "--url", f"{server}/")
    assert result.exit_code == 0, result.output
    assert "Twelve soldiers came" in result.stdout
    assert f"{server}/documents/war?version=" in result.stdout
    assert "&start=0&end=34#span" in result.stdout


@pytest.mark.usefixtures("no_model")
def test_the_server_on_the_same_data_folder_is_asked(server: str) -> None:
    with announced(Settings(), server, instance(server)):
        mode = stat.S_IMODE((Settings().home / FILE).stat().st_mode)
        result = qa("ask", QUESTION)
    assert mode == 0o600
    assert result.exit_code == 0, result.output
    assert f"{server}/documents/war?" in result.stdout
    assert not (Settings().home / FILE).exists()


@pytest.mark.usefixtures("local")
def test_without_a_server_no_link_is_printed(server: str) -> None:
    result = qa("ask", QUESTION)
    assert "Twelve soldiers came" in result.stdout
    assert "http://" not in result.stdout


def test_only_the_server_that_wrote_the_file_is_trusted(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with announced(Settings(), server, "another run"):
        assert find_server(Settings()) is None
    with announced(Settings(), server, instance(server)):
        assert find_server(Settings()) is not None
        monkeypatch.setenv("SOURCELINE_READ_PASSAGES", "3")
        assert find_server(Settings()) is None


@pytest.mark.parametrize("content", ["", "[]", '{"url": 1}', '{"url": "x", "instance": "", "settings": {}}'])
def test_a_broken_file_is_no_server(content: str) -> None:
    (Settings().home / FILE).write_text(content, "utf-8")
    assert find_server(Settings()) is None


def test_a_server_that_was_killed_is_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with announced(Settings(), address, "x"):
        assert find_server(Settings()) is None


@pytest.mark.usefixtures("local")
def test_a_server_that_needs_a_key_is_not_needed(server: str) -> None:
    KeyStore(Database(Settings().home)).create(Grant("somebody"))
    with announced(Settings(), server, instance(server)):
        assert httpx.post(f"{server}/v1/ask", json={"question": "x"}, trust_env=False).status_code == 401
        result = qa("ask", QUESTION)
    assert result.exit_code == 0, result.output
    assert "Twelve soldiers came" in result.stdout


@pytest.mark.usefixtures("no_model")
def test_what_the_server_refuses_is_one_line(server: str) -> None:
    result = qa("ask", QUESTION, "--url", server, "--collection", "missing")
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: collection: There is no collection 'missing'.")


@pytest.mark.parametrize("url", ["nonsense", "ftp://example.org", "http://127.0.0.1:1"])
def test_an_address_without_a_server_is_one_line(url: str) -> None:
    result = qa("ask", QUESTION, "--url", url)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: --url: ")


def test_the_version_is_printed() -> None:
    result = qa("--version")
    assert (result.exit_code, result.stdout) == (0, f"sourceline {release()}\n")
