"""Questions on financial reports, a table with its paragraphs: TAT-QA (Zhu et al. 2021)."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.formats.files import objects_of
from eval.reader_training.examples import Asked, Examples, Reading
from eval.reader_training.sources import occurrences
from eval.reader_training.tables import OFTEN, WAYS, cells, is_one_cell, parts_of

#: Code points of the paragraphs that are read with one question.
LENGTH = 1_000


def read_reports(path: Path, half: int = 0) -> Examples:
    """The questions of every second report that one span answers, without comparison or arithmetic."""
    passages: list[Reading] = []
    asked: list[Asked] = []
    chance = random.Random(0)
    for row in objects_of(path):
        name = row["table"]["uid"]
        if zlib.crc32(name.encode()) % 2 == half:
            for passage, question, spans in _asked(row, chance):
                passages.append(Reading("", passage, f"report {name}"))
                asked.append(Asked(question, len(passages) - 1, spans))
    return Examples(passages, asked)


def _asked(
    row: dict[str, Any], chance: random.Random
) -> Iterator[tuple[str, str, tuple[tuple[int, int], ...]]]:
    rows = with_one_header(row["table"]["table"])
    for question in row["questions"]:
        if question["answer_type"] != "span" or question["req_comparison"]:
            continue
        answer = str(question["answer"][0])
        if question["answer_from"] == "text":
            text = _paragraphs(row, question["rel_paragraphs"])
            if spans := tuple(occurrences(text, answer)):
                yield text, question["question"], spans
        elif is_one_cell(rows, answer):
            for part in parts_of(rows, *chance.choices(WAYS, OFTEN)):
                if spans := cells(part, answer):
                    yield part.text, question["question"], spans


def _paragraphs(row: dict[str, Any], orders: Sequence[str]) -> str:
    """The paragraphs that the question is on, and those after them."""
    first = min(map(int, orders), default=1)
    return "\n\n".join(p["text"] for p in row["paragraphs"] if p["order"] >= first)[:LENGTH]


def with_one_header(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """A table whose first rows, those without a label, are made into one."""
    labelled = next((n for n, row in enumerate(rows) if row and row[0].strip()), 1) or 1
    above = rows[:labelled]
    header = [" ".join(filter(None, (row[n].strip() for row in above))) for n in range(len(rows[0]))]
    return [header, *map(list, rows[labelled:])]
