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
        rows: Their places.
        names: The columns in which they are named.
        column: By which they are compared.
        winner: 0 or 1 for the row that has more of what is asked; None where both have the same.
    """

    rows: tuple[int, int]
    names: tuple[int, int]
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
    found = [place for side in sides if (place := _place_of(side, analyzer, table))] if asked else []
    if len({row for row, _ in found}) != 2:
        return None
    rows, names = zip(*found, strict=True)
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
    return Compared(rows, names, column, None if one == other else int(not first))


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


def _place_of(side: str, analyzer: TermAnalyzer, table: Table) -> tuple[int, int] | None:
    """The row and the column of the only row with the words of a side together in a cell.

    Of several rows it is the one with a cell of just these words; None where none is the only one.
    """
    wanted = analyzer.content_terms(side)
    exact: dict[int, int] = {}
    having: dict[int, int] = {}
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            terms = analyzer.content_terms(cell.words)
            if has_phrase(terms, wanted):
                having.setdefault(number, column)
                if terms == wanted:
                    exact.setdefault(number, column)
    found = exact or having
    return next(iter(found.items())) if len(found) == 1 else None
