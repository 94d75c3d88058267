"""Which of two rows of a table has more of what a comparison asks.

"Which is cheaper, the saw or the axe?" compares what "Which tool is the cheapest?" does: the ranker, which
has learnt superlatives, says by which column and from which end.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.store.stemming import TermAnalyzer
from qa.language.comparatives import is_comparative
from qa.language.phrases import has_phrase
from qa.read.table_questions.asked import AskedOfTable
from qa.read.table_questions.computed import is_computed
from qa.read.table_questions.programs import Op
from qa.read.table_questions.ranker import TableRanker
from qa.read.table_questions.table import Table
from qa.understand.parsed_question import ParsedQuestion
from qa.understand.question_words import question_words

_SUPERLATIVES = {
    "more": "most",
    "less": "least",
    "fewer": "fewest",
    "better": "best",
    "worse": "worst",
    "farther": "farthest",
    "further": "furthest",
}
_WORD = re.compile(r"[\w'’-]+|,")
#: Words of what is compared, behind the comparative, and what ends them.
MOST_WORDS, _ENDS = 3, frozenset(("than", "or", ",", "the", "a", "an", "of", "in", "is", "are", "does", "do"))


class Compared(NamedTuple):
    """Two rows, in the order in which they are asked for.

    Args:
        column: By which they are compared.
        winner: The row that has more of what is asked; None where both have the same.
    """

    rows: tuple[int, int]
    column: int
    winner: int | None


def compared(
    ranker: TableRanker, question: ParsedQuestion, analyzer: TermAnalyzer, table: Table
) -> Compared | None:
    """The rows of both sides of a comparison.

    None where the table has not one for each, says of neither what is asked, or says it in other units.
    """
    sides = question.topic.sides
    asked = _superlative(question, table.names[0]) if len(sides) == 2 else ""
    rows = [row for side in sides if (row := _row_of(side, analyzer, table)) is not None] if asked else []
    if len({*rows}) != 2:
        return None
    words = AskedOfTable(question_words(asked), analyzer)
    best = next(iter(ranker.ranked(words, table, most=1)), None)
    if best is None or not is_computed(words, table, best):
        return None
    column, op = best.selection.key, best.selection.op
    units = {_unit(table.rows[row][column].words, analyzer) for row in rows}
    if op not in (Op.MOST, Op.LEAST) or len(units) > 1:
        return None
    one, other = (table.keys(column)[row] for row in rows)
    if one is None or other is None:
        return None
    first = one > other if op is Op.MOST else one < other
    winner = None if one == other else rows[0] if first else rows[1]
    return Compared((rows[0], rows[1]), column, winner)


def _unit(words: str, analyzer: TermAnalyzer) -> tuple[str, ...]:
    """The words of a cell that are no numbers."""
    return tuple(term for term in analyzer.terms(words) if not any(map(str.isdigit, term)))


def _superlative(question: ParsedQuestion, name: str) -> str:
    """The superlative question of a comparison, "Which plan is cheapest?"; empty without a comparative."""
    words = _WORD.findall(question.text.lower())
    at = next((n for n, word in enumerate(words) if is_comparative(word)), -1)
    if at < 0:
        return ""
    word = words[at]
    most = _SUPERLATIVES.get(word, f"{word.removesuffix('er')}est")
    behind: list[str] = []
    for following in words[at + 1 : at + 1 + MOST_WORDS]:
        if following in _ENDS:
            break
        behind.append(following)
    if behind and word not in _SUPERLATIVES:
        return f"Which {name} has the {most} {' '.join(behind)}?"
    if behind:
        return f"Which {name} is the {most} {' '.join(behind)}?"
    if word in ("more", "less") and at:
        return f"Which {name} {words[at - 1]} the {most}?"
    return f"Which {name} is the {most}?"


def _row_of(side: str, analyzer: TermAnalyzer, table: Table) -> int | None:
    """The only row with the words of a side together in a cell; of several the one with just these."""
    wanted = analyzer.content_terms(side)
    having: list[int] = []
    exact: list[int] = []
    for number, row in enumerate(table.rows):
        cells = [analyzer.content_terms(cell.words) for cell in row]
        having += [number] * any(has_phrase(cell, wanted) for cell in cells)
        exact += [number] * any(cell == wanted for cell in cells)
    found = exact if exact else having
    return found[0] if len(found) == 1 and wanted else None
