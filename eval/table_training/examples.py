"""Questions on tables with their candidate answers, and which of them give the right words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.formats.files import objects_of
from eval.formats.table_questions import as_csv, folded
from index.documents import Span, normalise
from index.embed.protocol import Embedder
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
        vector: The question's, shape `(dimension,)`.
        found: Its candidates.
        right: Which of them give the right answer, shape `(n,)`.
        one_cell: Whether exactly one cell of the table is the answer.
    """

    question: str
    vector: NDArray[np.float32]
    found: Candidates
    right: NDArray[np.bool_]
    one_cell: bool


def read_examples(
    questions: Path, tables: dict[str, Any], embedder: Embedder, analyzer: TermAnalyzer
) -> Iterator[Example]:
    """The questions of a file whose tables are known and not too long."""
    read: dict[str, Table | None] = {}
    for row in objects_of(questions):
        rows = tables[row["table"]]["rows"] if row["table"] in tables else []
        if not 1 < len(rows) <= MOST_ROWS:
            continue
        if row["table"] not in read:
            text = normalise(as_csv(rows).text)
            read[row["table"]] = read_table(text, Span(0, len(text)))
        table = read[row["table"]]
        vector = embedder.embed_questions([row["question"]])[0].whole
        words = parse(row["question"]).words
        found = candidates(AskedOfTable(words, vector, analyzer), table) if table else None
        if found:
            right = np.array([is_right(row["answers"], shown) for shown in found.answers])
            cells = [folded(cell) for line in rows[1:] for cell in line]
            one_cell = len(row["answers"]) == 1 and cells.count(folded(row["answers"][0])) == 1
            yield Example(row["question"], vector, found, right, one_cell)


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
