"""Whether a table answers by its rows together, which no reader of single rows can tell."""

from __future__ import annotations

import numpy as np

from qa.language.word_vectors import word_vector
from qa.read.table_questions.asked import AskedOfTable
from qa.read.table_questions.programs import Op
from qa.read.table_questions.ranker import TableAnswer
from qa.read.table_questions.row_set import SetKind
from qa.read.table_questions.table import Table

#: Operations and kinds of sets that compare rows.
EXTREMES = frozenset((Op.MOST, Op.LEAST, Op.NTH_MOST, Op.NTH_LEAST))
CONDITIONS = frozenset((SetKind.ABOVE, SetKind.BELOW, SetKind.FILLED, SetKind.EMPTY))
#: The least probability of such an answer, the words of the question that the table may lack, and the cosine
#: from which a column's name has a word.
LEAST, MOST_LACKING, NEAR = 0.8, 1, 0.5
#: How many of these are right.  Of 900 questions of WikiTableQuestions, each asked of its own table and of
#: another, of twenty the one whose header has most of its words, 60 had such an answer, 4 of them in the
#: other table; 44 were right.
RIGHT = 0.73


def is_computed(asked: AskedOfTable, table: Table, answer: TableAnswer) -> bool:
    """Whether rows are compared or counted for an answer, and the table has the words of the question."""
    selection, source = answer.selection, answer.selection.source
    compares = (
        selection.op in EXTREMES
        or (selection.op is Op.COUNT and bool(source.words))
        or (selection.op is Op.SELECT and source.kind in CONDITIONS)
    )
    return compares and answer.probability >= LEAST and _lacking(asked, table, answer) <= MOST_LACKING


def _lacking(asked: AskedOfTable, table: Table, answer: TableAnswer) -> int:
    """Content words that neither chose the rows nor are, or are near, a word of a column's name.

    One with a figure, such as a code, tells what is asked about: without it the table lacks them all.
    """
    names = {term for name in table.names for term in asked.terms_of(name)}
    words = [word_vector(word) for name in table.names for word in name.lower().split()]
    if not words:
        return len(asked.terms)
    near = (asked.vectors @ np.stack(words).T).max(axis=1)
    lacking = [
        asked.lower[place]
        for place, is_content in enumerate(asked.is_content)
        if is_content
        and place not in answer.selection.source.words
        and asked.terms[place] not in names
        and near[place] < NEAR
    ]
    return len(asked.terms) if any(map(_has_figure, lacking)) else len(lacking)


def _has_figure(word: str) -> bool:
    return any(map(str.isdigit, word))
