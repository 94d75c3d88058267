"""The command line: where quotes stand, and what a person reads of them."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from qa.cli import app
from qa.cli import open_service as opening
from qa.schemas import AskResponse, Citation, SearchResponse
from qa.service import Service
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.pdf_files import paragraph, pdf

QUESTION = "How many soldiers came?"
runner = CliRunner()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder, and a fake model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(
        opening, "open_service", lambda settings: Service(settings, FakeEmbedder(), FakeReader())
    )


def qa(*arguments: str) -> str:
    """Run `qa`; its standard output."""
    result = runner.invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    """A folder with a workbook, a PDF of two pages and a Markdown file."""
    folder = tmp_path / "placed"
    folder.mkdir()
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Garrison"
    for row in [["In persons"], ["Fort", "Soldiers"], ["North", "thirty"], ["South", "fifty"]]:
        sheet.append(row)
    workbook.save(folder / "forts.xlsx")
    pages = [paragraph(["The harvest was poor."], 600), paragraph(["Ninety riders came to the river."], 600)]
    (folder / "war.pdf").write_bytes(pdf(pages))
    (folder / "notes.md").write_text("# Notes\n\n## The **gate**\n\nThe gate has *seven* [locks](a.md).\n")
    qa("ingest", str(folder))
    return folder


@pytest.mark.parametrize(
    ("question", "place", "shown", "said"),
    [
        (
            "riders river",
            "war.pdf, p. 2, characters",
            "»Ninety riders came to the river.«",
            {"page": 1, "page_end": 2},
        ),
        (
            "soldiers fort South",
            "forts.xlsx, sheet Garrison, row 4",
            "»Fort: South; Soldiers: fifty«",
            {"sheet": "Garrison", "row": None},
        ),
        (
            "locks gate",
            "notes.md, characters",
            "The gate has seven locks.",
            {"headings": ["The gate"], "page": None},
        ),
    ],
)
def test_a_quote_says_where_it_stands_and_shows_no_marks(
    placed: Path, question: str, place: str, shown: str, said: dict[str, object]
) -> None:
    printed = qa("search", question, "-k", "1")
    assert place in printed
    assert shown in printed
    assert not re.search(r"\*\*|##|---|\]\(", printed)
    [passage] = SearchResponse.model_validate_json(qa("search", question, "-k", "1", "--json")).passages
    assert passage.citation.file_name == passage.citation.document_id
    assert {name: getattr(passage.citation, name) for name in said} == said


def test_the_cited_cell_has_its_row(placed: Path) -> None:
    only = '{"document_id": "forts.xlsx"}'
    asked = qa(
        "ask",
        "What is the number of the soldiers of the Fort South?",
        "--json",
        "--no-abstain",
        "--filters",
        only,
    )
    answer = AskResponse.model_validate_json(asked).answer
    assert answer
    assert answer.value == "fifty"
    assert [(item.label, item.text) for item in answer.items] == [(None, "South"), ("Soldiers", "fifty")]
    cited = [one for item in answer.items for one in item.citations]
    assert {(one.sheet, one.row) for one in cited if isinstance(one, Citation)} == {("Garrison", 4)}


def test_a_second_citation_that_no_shown_passage_holds_is_quoted_below(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"Twelve soldiers came.\n\nReport {name}.", encoding="utf-8")
    qa("ingest", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))
    printed = qa("ask", QUESTION, "-k", "1", "--no-abstain")
    assert "[1][2]" in printed
    assert re.search(r"^\[2\] [ab]\n.*characters", printed, re.MULTILINE)


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_corrected_question_is_shown_unless_it_is_asked_as_typed(tmp_path: Path, command: str) -> None:
    (tmp_path / "war.txt").write_text("Twelve soldiers came.", encoding="utf-8")
    qa("ingest", str(tmp_path / "war.txt"))
    typed = QUESTION.replace("soldiers", "soldeirs")
    assert qa(command, typed).splitlines()[0] == f"Showing results for {QUESTION}"
    assert "Showing results" not in qa(command, typed, "--as-typed")
