"""The command line: what it prints, and with which code it exits."""

from __future__ import annotations

import json
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import typer

from index.errors import IndexMismatch, StorageFull
from index.ingest.ingester import Ingester
from qa.cli import app, group
from qa.cli import open_service as opening
from qa.schemas import AskResponse, Citation, SearchResponse
from qa.service import Service
from qa.settings import Settings
from tests.support.command_line import qa, refused, runner
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.pdf_files import paragraph, pdf

QUESTION = "How many soldiers came?"
TEXT = "Twelve soldiers came.\n\nThe harvest of that year was poor."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and a fake model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(
        opening, "open_service", lambda settings: Service(settings, FakeEmbedder(), FakeReader())
    )
    return tmp_path / "home"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with one document and its sidecar."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "war.txt").write_text(TEXT, encoding="utf-8")
    about = {"title": "A war", "published": "1914-08-01", "metadata": {"year": 1914}}
    (folder / "war.txt.meta.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


# Ingest --------------------------------------------------------------------------------------------------


def test_ingest_counts_new_unchanged_and_replaced(docs: Path) -> None:
    assert qa("ingest", str(docs)) == "1 new, 0 unchanged, 0 replaced, 0 failed (collection default)\n"
    assert qa("ingest", str(docs)).startswith("0 new, 1 unchanged, 0 replaced, 0 failed")
    (docs / "war.txt").write_text("Thirteen soldiers came.", encoding="utf-8")
    assert qa("ingest", str(docs)).startswith("0 new, 0 unchanged, 1 replaced, 0 failed")


def test_one_bad_file_among_a_hundred_fails_alone(docs: Path) -> None:
    for n in range(99):
        (docs / f"{n}.txt").write_text(f"Report {n} of many.", encoding="utf-8")
    (docs / "bad.txt").write_bytes(b"\x00\x01\xff")
    failed, summary = qa("ingest", str(docs), code=1).splitlines()
    assert failed.startswith("failed ")
    assert "bad.txt" in failed
    assert "binary" in failed
    assert summary.startswith("100 new, 0 unchanged, 0 replaced, 1 failed")


def test_files_of_several_formats_are_ingested_and_cited_exactly(tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "troops.csv").write_text("Country,Soldiers\nNorway,twelve soldiers came\n", encoding="utf-8")
    (folder / "war.pdf").write_bytes(pdf([paragraph(["Thirty soldiers came to the northern fort."], 600)]))
    (folder / "broken.docx").write_bytes(b"PK\x03\x04")
    failed, summary = qa("ingest", str(folder), code=1).splitlines()
    assert failed.startswith("failed ")
    assert "broken.docx: The document is damaged." in failed
    assert summary.startswith("2 new, 0 unchanged, 0 replaced, 1 failed")
    found = SearchResponse.model_validate_json(qa("search", "soldiers came", "--json"))
    assert {passage.citation.document_id for passage in found.passages} == {"troops.csv", "war.pdf"}
    for passage in found.passages:
        cited = passage.citation
        shown = qa("documents", "show", cited.document_id, "--text")
        assert shown[cited.start_char_index : cited.end_char_index] == cited.cited_text


def test_ingest_summary_as_json(docs: Path) -> None:
    (docs / "empty.txt").touch()
    summary = json.loads(qa("ingest", str(docs), "--json", code=1))
    assert (summary["new"], summary["failed"]) == (1, 1)
    assert summary["failures"][0]["document_id"] == "empty.txt"
    assert "no text" in summary["failures"][0]["reason"]


def test_nothing_to_ingest_is_an_error(tmp_path: Path, home: Path) -> None:
    (tmp_path / "hollow").mkdir()
    assert "nothing here to ingest" in refused("ingest", str(tmp_path / "hollow"))
    assert "no such file" in refused("ingest", str(tmp_path / "nowhere"))
    assert not home.exists()


def test_what_was_kept_before_the_disk_was_full_is_told(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingest.ingest_files.BATCH_BYTES", 1)
    (docs / "zebra.txt").write_text("Zebras.", encoding="utf-8")
    add = Ingester.add

    def full_at_zebra(self: Ingester, *arguments: object, **options: object) -> object:
        if arguments[1][0].id == "zebra.txt":  # type: ignore[index]
            raise StorageFull("The disk is full.")
        return add(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Ingester, "add", full_at_zebra)
    result = runner.invoke(app, ["ingest", str(docs)])
    assert result.exit_code == 2
    assert result.stdout.startswith("1 new, 0 unchanged")
    assert result.stderr == "error: The disk is full.\n"


# Ask and search ------------------------------------------------------------------------------------------


@pytest.fixture
def asked(docs: Path) -> None:
    """One document is in."""
    qa("ingest", str(docs))


@pytest.mark.usefixtures("asked")
def test_ask_shows_answer_number_title_and_offsets() -> None:
    lines = qa("ask", QUESTION, "--no-abstain").splitlines()
    assert lines[0] == "Twelve [1]"
    printed = "\n".join(lines)
    assert "[1] A war, 1914-08-01" in printed
    assert f"war.txt, characters 0-{len(TEXT)}, version " in printed
    assert "»Twelve soldiers came.«" in printed


@pytest.mark.usefixtures("asked")
def test_ask_as_json_is_the_api_object() -> None:
    printed = json.loads(qa("ask", QUESTION, "--no-abstain", "--json"))
    response = AskResponse.model_validate(printed)
    assert response.model_dump(mode="json") == printed
    assert response.answer is not None
    (citation,) = response.answer.citations
    assert isinstance(citation, Citation)
    assert (
        TEXT[citation.start_char_index : citation.end_char_index]
        == citation.cited_text
        == response.answer.text
    )


@pytest.mark.usefixtures("asked")
def test_ask_abstains_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCELINE_THRESHOLD", "1")
    assert qa("ask", "xyzzy plugh?").startswith("No answer. ")


@pytest.mark.usefixtures("asked")
def test_search_ranks_without_answering() -> None:
    printed = qa("search", "harvest", "--top-k", "1", "--json")
    assert SearchResponse.model_validate_json(printed).passages[0].citation.document_id == "war.txt"
    assert qa("search", "harvest").startswith("\n[1] A war")


@pytest.mark.usefixtures("asked")
def test_filters_keep_types() -> None:
    assert json.loads(qa("search", "harvest", "--filters", '{"year": 1914}', "--json"))["passages"]
    assert not json.loads(qa("search", "harvest", "--filters", '{"year": "1914"}', "--json"))["passages"]
    assert qa("search", "harvest", "--filters", '{"year": 1}') == "No passage found.\n"


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["ask", ""], "question"),
        (["ask", "x" * 100_000], "question"),
        (["ask", "hi", "--top-k", "0"], "--top-k"),
        (["search", "hi", "--top-k", "10000"], "--top-k"),
        (["ask", "hi", "--collection", "nope"], "collection"),
        (["ask", "hi", "--filters", "{"], "--filters"),
        (["ask", "hi", "--filters", "[1]"], "--filters"),
        (["ask", "hi", "--filters", '{"a": {"$near": 1}}'], "filters"),
        (["documents", "list", "-c", "nope"], "collection"),
        (["documents", "show", "nope"], "id"),
        (["documents", "delete", "nope"], "id"),
    ],
)
def test_bad_input_is_one_line_that_names_the_field(arguments: list[str], field: str) -> None:
    assert refused(*arguments).startswith(f"error: {field}")


def test_another_models_folder_is_one_line(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    qa("ingest", str(docs))
    other = FakeEmbedder("other")
    monkeypatch.setattr(opening, "open_service", lambda settings: Service(settings, other, FakeReader()))
    assert "SOURCELINE_EMBEDDING_MODEL" in refused("ask", QUESTION)
    assert "SOURCELINE_EMBEDDING_MODEL" in refused("ingest", str(docs))
    assert IndexMismatch.status == 409


@pytest.mark.usefixtures("asked")
def test_a_document_cannot_command_the_terminal(docs: Path) -> None:
    evil = "Soldiers \x1b[2J\x1b]0;owned\x07 came \u202eback."
    (docs / "war.txt").write_text(evil, encoding="utf-8")
    qa("ingest", str(docs))
    printed = qa("ask", QUESTION, "--no-abstain")
    assert not set("\x1b\x07\u202e") & set(printed)
    assert json.loads(qa("ask", QUESTION, "--no-abstain", "--json"))["passages"][0]["text"] == evil


# Documents and settings ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("asked")
def test_documents_are_listed_shown_and_deleted() -> None:
    assert qa("documents", "list").split("\t")[:4] == ["war.txt", "A war", "1914-08-01", str(len(TEXT))]
    assert json.loads(qa("documents", "list", "--json"))["documents"][0]["id"] == "war.txt"
    assert qa("documents", "show", "war.txt", "--text") == TEXT
    assert "A war" in qa("documents", "show", "war.txt")
    shown = json.loads(qa("documents", "show", "war.txt", "--json"))
    assert (shown["text"], len(shown["versions"])) == (TEXT, 1)
    receipt = json.loads(qa("documents", "delete", "war.txt", "--json"))
    assert receipt["erased"]["catalog"]["versions"] == 1
    assert qa("documents", "list") == ""


@pytest.mark.usefixtures("asked")
def test_a_deletion_prints_its_receipt() -> None:
    printed = qa("documents", "delete", "war.txt")
    for store in ("catalog", "vectors", "lexical"):
        assert store in printed


@pytest.mark.usefixtures("asked")
def test_collections(docs: Path) -> None:
    qa("ingest", str(docs), "--collection", "wars")
    assert [line.split("\t")[:2] for line in qa("collections").splitlines()] == [
        ["default", "1"],
        ["wars", "1"],
    ]
    assert [c["name"] for c in json.loads(qa("collections", "--json"))["collections"]] == ["default", "wars"]


def test_config_as_json_has_every_setting(home: Path) -> None:
    rows = json.loads(qa("config", "--json"))
    assert rows.keys() == Settings.model_fields.keys()
    assert rows["home"]["value"] == str(home)
    assert rows["home"]["origin"] == "environment"
    assert rows["port"]["variable"] == "SOURCELINE_PORT"


def test_a_bad_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCELINE_PORT", "many")
    assert refused("config").startswith("error: SOURCELINE_PORT: 'many' is not a whole number")


def test_a_home_that_is_a_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    (tmp_path / "file").touch()
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "file"))
    assert refused("collections").startswith("error: SOURCELINE_HOME: ")


def test_a_usage_error_exits_with_2() -> None:
    for words, said in (
        ("ask", "Missing argument 'question'. `qa ask --help`"),
        ("frobnicate", "No such command 'frobnicate'. `qa --help`"),
        ("--bogus", "No such option: --bogus. `qa --help`"),
        (
            "keys create x --per-minute 0",
            "--per-minute: Input should be greater than or equal to 1. `qa keys",
        ),
        ("keys create x --scope foo", "--scope: 'foo' is not one of 'ask', 'ingest', 'admin'. `qa keys"),
        ("ask x --top-k many", "--top-k/-k: Input should be a valid integer"),
    ):
        assert refused(*words.split()).startswith(f"error: {said}")


def test_nothing_at_all_is_answered_with_help() -> None:
    for words in ([], ["keys"]):
        result = runner.invoke(app, words)
        assert result.exit_code == 2
        assert "Usage:" in result.output


def test_verbs_of_other_packages_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    other = typer.Typer()

    @other.command()
    def measure() -> None:
        typer.echo("measured")

    class Point(EntryPoint):
        def load(self) -> typer.Typer:
            return other

    point = Point("eval", "nowhere:app", group.COMMANDS)
    monkeypatch.setattr(group, "entry_points", lambda group: [point])
    assert qa("eval") == "measured\n"
    assert "eval" in qa("--help")


@pytest.mark.usefixtures("asked")
def test_copies_are_counted_below_the_passage(docs: Path) -> None:
    (docs / "copy.txt").write_text(TEXT, encoding="utf-8")
    qa("ingest", str(docs))
    for command in ("search", "ask"):
        printed = qa(command, "harvest")
        assert printed.count("\n[1] ") == 1
        assert "\n[2] " not in printed
        assert "and 1 more like it: " in printed
