"""Labels from the command line, sidecars, front matter and the rules of a folder."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.ingest import file_state
from qa.cli import app
from qa.cli import open_service as opening
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader

runner = CliRunner()


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEmbedder:
    """A data folder, and a fake model that counts what it embeds."""
    embedder = FakeEmbedder()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(file_state, "UNSURE_SECONDS", 0)
    monkeypatch.setattr(opening, "open_service", lambda settings: Service(settings, embedder, FakeReader()))
    return embedder


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder whose files name labels in every way, or none."""
    folder = tmp_path / "docs"
    write(folder / "open.txt", "The chapel is open.")
    write(folder / "hr/pay.txt", "The wage is 900 crowns.")
    write(folder / "hr/rules.md", "---\naccess: [group:all, user:mona]\n---\n\nWork begins at nine.")
    write(folder / "hr/holiday.txt", "The yard is closed in May.")
    write(folder / "hr/holiday.txt.meta.json", json.dumps({"access": "public"}))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.txt", "The vault is deep.")
    (folder / "box.zip").write_bytes(packed.getvalue())
    write(folder / "box.zip.meta.json", json.dumps({"access": ["group:vault"]}))
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def qa(*arguments: str | Path, code: int = 0) -> str:
    result = runner.invoke(app, [*map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.stdout


def labels() -> dict[str, list[str]]:
    """The labels of each document."""
    listed = json.loads(qa("documents", "list", "--json"))["documents"]
    return {document["id"]: document["access"] for document in listed}


OWN = {
    "hr/rules.md": ["group:all", "user:mona"],
    "hr/holiday.txt": ["public"],
    "box.zip/inner.txt": ["group:vault"],
}


def test_files_name_their_own_labels(docs: Path) -> None:
    qa("ingest", docs)
    assert labels() == {**OWN, "open.txt": [], "hr/pay.txt": []}


def test_the_rules_of_a_folder_hold_where_a_file_names_none(docs: Path, model: FakeEmbedder) -> None:
    qa("sync", docs, "--access", "group:staff", "--access", "hr/**=group:hr,user:chief")
    expected = {**OWN, "open.txt": ["group:staff"], "hr/pay.txt": ["group:hr", "user:chief"]}
    assert labels() == expected
    # They are kept: a file that is new gets them without being told again.
    write(docs / "hr/new.txt", "A stoker is wanted.")
    qa("sync", docs)
    assert labels() == {**expected, "hr/new.txt": ["group:hr", "user:chief"]}
    # Other rules label again what has not changed, and embed nothing.
    model.embedded = 0
    counts = json.loads(qa("sync", docs, "--access", "hr/**=group:yard", "--json"))
    assert (counts["relabelled"], counts.get("replaced", 0), model.embedded) == (3, 0, 0)
    assert labels() == {**OWN, "open.txt": [], "hr/pay.txt": ["group:yard"], "hr/new.txt": ["group:yard"]}
    assert "relabelled" not in json.loads(qa("sync", docs, "--json"))
    qa("sync", docs, "--access", "none")
    assert labels() == {**OWN, "open.txt": [], "hr/pay.txt": [], "hr/new.txt": []}


def test_a_document_keeps_its_labels_when_it_is_replaced(docs: Path) -> None:
    qa("ingest", docs / "hr/pay.txt", "--access", "group:hr")
    write(docs / "hr/pay.txt", "The wage is 950 crowns.")
    qa("ingest", docs / "hr/pay.txt")
    assert labels() == {"pay.txt": ["group:hr"]}


def test_a_document_is_labelled_without_embedding(docs: Path, model: FakeEmbedder) -> None:
    qa("ingest", docs / "open.txt")
    model.embedded = 0
    assert "group:hr, user:ann" in qa(
        "documents", "access", "open.txt", "--access", "user:ann", "--access", "group:hr"
    )
    assert labels() == {"open.txt": ["group:hr", "user:ann"]}
    assert "group:hr, user:ann" in qa("documents", "show", "open.txt")
    assert "everyone" in qa("documents", "access", "open.txt", "--access", "none")
    assert model.embedded == 0


@pytest.mark.parametrize("value", ["7", "[1, 2]", "{a: b}", "''", "[group:hr", "group:hr\naccess: public"])
def test_a_file_whose_labels_cannot_be_read_is_not_taken_open(docs: Path, value: str) -> None:
    write(docs / "bad.md", f"---\naccess: {value}\n---\n\nThe code is on the door.")
    qa("ingest", docs / "bad.md", code=1)
    write(docs / "bad.txt", "The code is on the door.")
    write(docs / "bad.txt.meta.json", '{"access": {"group": "hr"}}')
    qa("ingest", docs / "bad.txt", code=1)
    write(docs / "good.txt", "The gate is green.")
    qa("ingest", docs / "good.txt")
    assert labels().keys() == {"good.txt"}


@pytest.mark.parametrize("rule", ["=group:hr", "x=\x07", " "])
def test_a_rule_that_cannot_be_read_is_refused(docs: Path, rule: str) -> None:
    qa("sync", docs, "--access", rule, code=2)


def test_what_the_command_line_did_is_in_the_audit_log(docs: Path) -> None:
    qa("ingest", docs / "open.txt")
    qa("documents", "access", "open.txt", "--access", "group:hr")
    qa("documents", "delete", "open.txt")
    qa("keys", "create", "reader", "--access", "group:hr", "--expires", "2199-01-31")
    lines = [json.loads(line) for line in qa("audit", "--json").splitlines()]
    assert [one["event"] for one in lines] == [
        "add documents",
        "change document",
        "delete document",
        "create key",
    ]
    assert all(one["who"].startswith("command line: ") for one in lines)
    assert "chapel" not in str(lines)
    assert qa("audit", "--event", "delete").count("delete document") == 1
    assert qa("audit", "--since", "2199-01-01", "--json") == ""


def test_a_key_is_changed(docs: Path) -> None:
    qa("keys", "create", "reader", "--access", "group:hr", "--expires", "2199-01-31", "--per-day", "5")
    (key,) = json.loads(qa("keys", "list", "--json"))["keys"]
    assert (key["access"], key["expires"][:19]) == (["group:hr"], "2199-02-01T00:00:00")
    qa(
        "keys",
        "edit",
        key["id"],
        "--name",
        "HR",
        "--access",
        "none",
        "--per-day",
        "none",
        "--expires",
        "none",
    )
    (now,) = json.loads(qa("keys", "list", "--json"))["keys"]
    changed: dict[str, object] = {"name": "HR", "access": [], "per_day": None, "expires": None}
    assert now == {**key, **changed}
    qa("keys", "edit", key["id"], "--per-day", "many", code=2)
    qa("keys", "edit", "000000000000", "--name", "x", code=2)
    assert Settings().home.joinpath("audit").is_dir()
