"""Data sets that the reader learns from: tables, reports, definitions, answers whose place is not known."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from eval.reader_training.definitions import read_medquad
from eval.reader_training.examples import Examples
from eval.reader_training.reports import read_reports, with_one_header
from eval.reader_training.sources import read_squad2
from eval.reader_training.tables import WAYS, cells, parts_of, read_tables

ROWS = [["Plan", "Price", "Seats"], ["Solo", "9 euros", "1"], ["Team", "40 euros", "5"]]


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def answers(examples: Examples) -> list[tuple[str, list[str]]]:
    return [
        (a.question, [examples.passages[a.passage].text[slice(*span)] for span in a.spans or a.within])
        for a in examples.asked
    ]


@pytest.mark.parametrize("way", WAYS)
def test_a_cell_is_found_however_the_table_is_written(way: str) -> None:
    (part,) = parts_of(ROWS, way)
    assert {part.text[slice(*span)] for span in cells(part, "40 euros")} == {"40 euros"}
    assert cells(part, "40") == ()


def test_only_questions_with_one_cell_as_answer_are_asked(tmp_path: Path) -> None:
    tables = write_rows(tmp_path / "t.jsonl.gz", [{"table": "t1", "title": "Plans", "rows": ROWS}])
    asked = [
        {"table": "t1", "question": "what does the team plan cost?", "answers": ["40 euros"]},
        {"table": "t1", "question": "how many plans are there?", "answers": ["5"]},
        {"table": "t1", "question": "which plans?", "answers": ["Solo", "Team"]},
        {"table": "t1", "question": "what is the price of all?", "answers": ["49 euros"]},
        {"table": "t2", "question": "of what?", "answers": ["Team"]},
    ]
    found = answers(read_tables(write_rows(tmp_path / "q.jsonl.gz", asked), tables))
    assert [(question, set(spans)) for question, spans in found] == [
        ("what does the team plan cost?", {"40 euros"})
    ]


def test_header_rows_without_a_label_are_made_into_one() -> None:
    rows = [["", "Year ended", ""], ["", "2019", "2018"], ["Sales", "12", "9"]]
    assert with_one_header(rows) == [["", "Year ended 2019", "2018"], ["Sales", "12", "9"]]


def test_reports_give_cells_and_words_of_paragraphs(tmp_path: Path) -> None:
    def report(n: int) -> dict[str, object]:
        table = [["", "2019", "2018"], ["Sales", "1,496.5", "1,202.9"]]
        text = {"uid": "p", "order": 1, "text": "Sales are recorded when goods are delivered."}
        asked = [
            ("When are sales recorded?", "when goods are delivered", "text", "span"),
            ("What were sales in 2018?", "1,202.9", "table", "span"),
            ("What was the change?", 3, "table", "arithmetic"),
        ]
        questions = [
            {
                "question": question,
                "answer": [answer],
                "answer_from": place,
                "answer_type": kind,
                "req_comparison": False,
                "rel_paragraphs": ["1"] if place == "text" else [],
            }
            for question, answer, place, kind in asked
        ]
        return {"table": {"uid": f"r{n}", "table": table}, "paragraphs": [text], "questions": questions}

    path = write_rows(tmp_path / "r.jsonl.gz", [report(n) for n in range(12)])
    halves = [read_reports(path, half) for half in (0, 1)]
    assert sum(len(half.asked) for half in halves) == 24
    assert all(half.asked for half in halves)
    for question, spans in answers(halves[0]):
        assert set(spans) == {"when goods are delivered" if question.startswith("When") else "1,202.9"}


def test_a_section_answers_its_heading_with_its_first_sentences(tmp_path: Path) -> None:
    def row(n: int, kind: str, answer: str) -> dict[str, object]:
        focus = f"Illness {n}"
        return {
            "url": f"u{n}",
            "focus": focus,
            "question": f"What is (are) {focus} {kind}?",
            "answer": answer,
        }

    form = "Little is known of the causes of this illness at the time of writing."
    says = [
        [
            row(
                n,
                "about",
                f"Key Points? Illness {n} number {n} is a disease of the {n}th nerve of the hand. More.",
            ),
            row(n, "caused by", form),
        ]
        for n in range(30)
    ]
    found = answers(read_medquad(write_rows(tmp_path / "m.jsonl.gz", [one for each in says for one in each])))
    assert len(found) == 30
    for question, within in found:
        assert question.endswith("about?")
        assert "(are)" not in question
        assert "is a disease of the" in within[0]


def test_every_place_counts_where_the_place_of_an_answer_is_a_guess(tmp_path: Path) -> None:
    text = "In 1911 it rained. It rained in 1911, not in 11911."
    asked = [{"question": "When?", "answers": [{"text": "1911", "answer_start": 3}], "start_ambiguous": True}]
    article = {"title": "Rain", "paragraphs": [{"context": text, "qas": asked}]}
    (tmp_path / "s.json").write_text(json.dumps({"data": [article]}), "utf-8")
    assert read_squad2(tmp_path / "s.json").asked[0].spans == ((3, 7), (32, 36))
