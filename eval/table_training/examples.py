"""Questions on tables with their candidate answers, and which of them give the right words."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.formats.files import objects_of
from eval.formats.table_questions import as_csv, folded
from eval.reader_training.reports import with_one_header
from index.documents import Span, normalise
from index.store.stemming import TermAnalyzer
from qa.read.table_questions.asked import AskedOfTable
from qa.read.table_questions.candidates import Candidates, candidates
from qa.read.table_questions.table import Table, read_table
from qa.understand.parse import parse

#: Longer tables take too long for what they teach.
MOST_ROWS = 120


class Example(NamedTuple):
    """A question with its candidates.

    Args:
        table: The name of its table.
        found: Its candidates.
        right: Which of them give the right answer, shape `(n,)`.
        one_cell: Whether exactly one cell of the table is the answer.
    """

    question: str
    table: str
    found: Candidates
    right: NDArray[np.bool_]
    one_cell: bool


class Question(NamedTuple):
    """A question, the rows of its table, of which the first is the header, and its answers."""

    text: str
    table: str
    rows: Sequence[Sequence[str]]
    answers: Sequence[str]


def wiki_questions(questions: Path, tables: dict[str, Any]) -> Iterator[Question]:
    """The questions of a file of WikiTableQuestions (Pasupat and Liang 2015)."""
    for row in objects_of(questions):
        if row["table"] in tables:
            yield Question(row["question"], row["table"], tables[row["table"]]["rows"], row["answers"])


def report_questions(path: Path, half: int) -> Iterator[Question]:
    """The questions of every second report of TAT-QA (Zhu et al. 2021) that its table answers.

    Args:
        half: 0 for those that the reader learns from, 1 for the others.
    """
    for row in objects_of(path):
        name = row["table"]["uid"]
        if zlib.crc32(name.encode()) % 2 != half:
            continue
        rows = with_one_header(row["table"]["table"])
        for question in row["questions"]:
            if question["answer_from"] == "table":
                answer = question["answer"]
                answers = answer if isinstance(answer, list) else [answer]
                yield Question(question["question"], name, rows, [*map(str, answers)])


def read_examples(questions: Iterable[Question], analyzer: TermAnalyzer) -> Iterator[Example]:
    """The questions whose tables are not too long, with their candidates."""
    read: dict[str, Table | None] = {}
    for one in questions:
        if not 1 < len(one.rows) <= MOST_ROWS:
            continue
        if one.table not in read:
            text = normalise(as_csv(one.rows).text)
            read[one.table] = read_table(text, Span(0, len(text)))
        table = read[one.table]
        found = candidates(AskedOfTable(parse(one.text).reader_words, analyzer), table) if table else None
        if found:
            right = np.array([is_right(one.answers, shown) for shown in found.answers])
            cells = [folded(cell) for line in one.rows[1:] for cell in line]
            one_cell = len(one.answers) == 1 and cells.count(folded(one.answers[0])) == 1
            yield Example(one.text, one.table, found, right, one_cell)


def is_right(answers: Sequence[str], shown: Sequence[str]) -> bool:
    """Whether what is shown is the answers, each once, in any order; a number may be written otherwise."""
    wanted, given = {folded(answer) for answer in answers}, {folded(words) for words in shown}
    if wanted == given:
        return True
    if len(wanted) != 1 or len(given) != 1:
        return False
    try:
        return float(next(iter(wanted)).replace(",", "")) == float(next(iter(given)).replace(",", ""))
    except ValueError:
        return False
