"""Rank what a table answers by the ranker and by the reader together.

The ranker knows the whole table, the reader what words mean: each says how probable an answer is, and neither
has seen what the other has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.documents import Span
from qa.read.table_questions.ranker import TableAnswer
from qa.read.table_questions.table import Table

#: What the reader's log odds count beside the ranker's, and the most that they are apart.  On 293 questions
#: on tables that neither had learnt from: right cell .614 with 0, .642 with 0.2, .635 with 0.5.
READER_WEIGHT, MOST_APART = 0.2, 6.0


def with_reader(
    answers: Sequence[TableAnswer], table: Table, margins: Mapping[Span, float]
) -> list[TableAnswer]:
    """The answers with the probability that both give them, best first.

    Args:
        margins: The reader's log odds of spans of the version; a cell has those of the best span in it.  Of a
            number that no cell has the reader says as much as it doubts all cells.
    """
    if not margins:
        return [*answers]
    best = max(margins.values())
    shares = [
        answer.probability * math.exp(-READER_WEIGHT * min(_behind(answer, table, margins, best), MOST_APART))
        for answer in answers
    ]
    total = sum(shares)
    known = sum(answer.probability for answer in answers)
    made = [replace(a, probability=share / total * known) for a, share in zip(answers, shares, strict=True)]
    return sorted(made, key=lambda answer: -answer.probability)


def _behind(answer: TableAnswer, table: Table, margins: Mapping[Span, float], best: float) -> float:
    """How much worse the reader thinks of an answer than of its best cell; at least 0."""
    if answer.column < 0:
        return max(best, 0.0)
    cells = [table.rows[row][answer.column].span for row in answer.selection.rows]
    found = [margin for span, margin in margins.items() if any(cell.overlaps(span) for cell in cells)]
    return best - max(found) if found else MOST_APART
