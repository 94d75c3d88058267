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
#: The least probability of such an answer, and the cosine from which a column's name is about a word: that of
#: "heaviest" and "weight" is .30, of "popular" and "price" .06.
LEAST, NEAR = 0.8, 0.25
#: How many of these are right.  Of 900 questions of WikiTableQuestions, each asked of its own table and of
#: another, of twenty the one whose header has most of its words, 20 had such an answer, none of them in the
#: other table, and 15 were right.  With one word that the table lacks it was 56, and 6 in the other table.
RIGHT = 0.75


def is_computed(asked: AskedOfTable, table: Table, answer: TableAnswer) -> bool:
    """Whether rows are compared or counted for an answer, and the table has the words of the question."""
    selection, source = answer.selection, answer.selection.source
    compares = (
        selection.op in EXTREMES
        or (selection.op is Op.COUNT and bool(source.words))
        or (selection.op is Op.SELECT and source.kind in CONDITIONS)
    )
    return compares and answer.probability >= LEAST and _has_words(asked, table, answer)


def _has_words(asked: AskedOfTable, table: Table, answer: TableAnswer) -> bool:
    """Whether each content word chose the rows, or is about a column that the answer uses, or the first."""
    selection, source = answer.selection, answer.selection.source
    columns = {column for column in (0, answer.column, selection.key, *source.columns) if column >= 0}
    names = [table.names[column] for column in columns]
    terms = {term for name in names for term in asked.terms_of(name)}
    words = [word_vector(word) for name in names for word in name.lower().split()]
    if not words:
        return False
    near = (asked.vectors @ np.stack(words).T).max(axis=1)
    return all(
        place in source.words or asked.terms[place] in terms or near[place] >= NEAR
        for place, is_content in enumerate(asked.is_content)
        if is_content
    )
