"""The benchmark of tables: which questions count, and what is right."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.benchmarks.tables import ask
from eval.formats.table_questions import TableQuestion, documents, read_questions, read_tables
from index.documents import Document, normalise
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader

ROWS = [["Fort", "Soldiers"], ["North", "thirty"], ["South | East", "fifty"], ["West", "thirty"]]


def write(path: Path, *lines: object) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "wtq_tables.jsonl.gz", {"table": "t", "title": "Forts", "rows": ROWS})
    asked = {"a": ["Fifty"], "b": ["thirty"], "c": ["North", "West"], "d": ["Soldiers"], "e": ["none"]}
    rows = [{"question": name, "table": "t", "answers": answers} for name, answers in asked.items()]
    write(tmp_path / "wtq_dev.jsonl.gz", *rows, {"question": "f", "table": "u", "answers": ["fifty"]})
    return tmp_path


def test_only_answers_of_one_cell_below_the_header_count(folder: Path) -> None:
    tables = read_tables(folder)
    assert read_questions(folder / "wtq_dev.jsonl.gz", tables) == [TableQuestion("a", "t", "fifty")]


def test_both_formats_give_the_table_and_html_its_title(folder: Path) -> None:
    tables = read_tables(folder)
    [table], [page] = (documents(["t"], tables, suffix) for suffix in ("csv", "html"))
    assert table.text.startswith("| Fort | Soldiers |\n| --- | --- |\n| North | thirty |\n")
    assert page.text == f"# Forts\n\n{table.text}"


def test_what_is_found_is_compared_by_cells(folder: Path, tmp_path: Path) -> None:
    service = Service(Settings(home=tmp_path / "home"), FakeEmbedder(), FakeReader())
    made: list[Document] = documents(["t"], read_tables(folder), "csv")
    service.ingester.add("default", made)
    text = normalise(made[0].text)
    question = "What is the number of the soldiers of the Fort South East?"
    assert ask(service, TableQuestion(question, "t", "fifty"), text) == (True, True, True, True)
    wrong = ask(service, TableQuestion(question, "t", "north"), text)
    assert (wrong.passage, wrong.row, wrong.cell) == (True, False, False)
