"""Candidate answers of a table: a selection of rows with the column that is shown, and their features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from qa.language.plurals import is_plural
from qa.language.word_vectors import phrase_vector
from qa.read.table_questions.asked import AskedOfTable, Floats, Ints, name_vector
from qa.read.table_questions.cell_values import KINDS
from qa.read.table_questions.features import Places, features
from qa.read.table_questions.programs import COUNTING, MOST_CHOSEN, Op, Selection, selections
from qa.read.table_questions.row_set import RowSet, SetKind
from qa.read.table_questions.row_sets import row_sets
from qa.read.table_questions.table import Table

#: Classes of programs: an operation on a kind of set.
CLASSES = len(Op) * len(SetKind)
#: Kinds of columns, and none.
COLUMN_CLASSES = len(KINDS) + 1
#: Stand for the question's beginning, for words of the table, and for its end.
MARKS = ("^", "#", "$")
#: Words before what is asked for, and the ending of superlatives.
ASKING, SUPERLATIVE = ("which", "what"), "est"


@dataclass(frozen=True)
class Candidates:
    """All candidates for a question on a table.

    Args:
        chosen: The selections.
        places: Of each candidate, its selection and its columns.
        answers: Of each candidate, the words that it shows, each once.
        classes: Of each candidate, shape `(n,)`.
        kinds: Of each candidate, the kinds of the columns of `places.columns`, shape `(n, 3)`.
        dense: Of each candidate, shape `(n, features)`.
        names: The vectors of the columns' names; the last one is zeros, for no column.
        phrases: The question's phrases of up to three words, "#" for words that stand in the table.
        vector: The vector of the question's other words, shape `(dimension,)`.
    """

    chosen: list[Selection]
    places: Places
    answers: list[tuple[str, ...]]
    classes: Ints
    kinds: Ints
    dense: Floats
    names: Floats
    phrases: tuple[str, ...]
    vector: Floats


def candidates(asked: AskedOfTable, table: Table) -> Candidates | None:
    """All candidates for a question on a table; None where there is none."""
    sets = row_sets(asked, table)
    chosen = selections(asked, table, sets)
    pairs: list[tuple[int, int]] = []
    answers: list[tuple[str, ...]] = []
    folded = [[" ".join(cell.words.split()).casefold() for cell in row] for row in table.rows]
    for n, one in enumerate(chosen):
        if one.op in COUNTING:
            pairs.append((n, -1))
            answers.append((number_words(one.number or 0.0),))
            continue
        for column in [one.column] if one.column >= 0 else range(len(table.names)):
            shown = tuple(dict.fromkeys(words for row in one.rows if (words := folded[row][column])))
            if 0 < len(shown) <= MOST_CHOSEN:
                pairs.append((n, column))
                answers.append(shown)
    if not pairs:
        return None
    places = Places.of(chosen, pairs)
    kinds = np.array([*(KINDS.index(kind) for kind in table.kinds), len(KINDS)], np.int32)
    classes = np.array([one.op * len(SetKind) + one.source.kind for one in chosen], np.int32)
    phrases = _phrases(asked, sets)
    others = [phrase for phrase in phrases if " " not in phrase and phrase not in MARKS and phrase[0] != "*"]
    return Candidates(
        chosen,
        places,
        answers,
        classes[places.selection],
        kinds[places.columns],
        features(asked, table, chosen, places, answers),
        np.stack([*map(name_vector, table.names), np.zeros_like(name_vector(""))]),
        phrases,
        phrase_vector(others),
    )


def _phrases(asked: AskedOfTable, sets: list[RowSet]) -> tuple[str, ...]:
    found = {place for one in sets if one.kind is SetKind.MATCH and one.exact for place in one.words}
    begin, stands, end = MARKS
    words = [begin]
    for n, word in enumerate(asked.lower):
        shown = stands if n in found or word.isdecimal() else word
        if shown != stands or words[-1] != stands:
            words.append(shown)
    words.append(end)
    return forms(words) + tuple(
        " ".join(words[start : start + length])
        for length in (1, 2, 3)
        for start in range(len(words) - length + 1)
    )


def forms(words: Sequence[str]) -> tuple[str, ...]:
    """What the forms of words say, whatever the words: a superlative, a plural that is asked for."""
    asked = any(before in ASKING and is_plural(word) for before, word in pairwise(words))
    superlative = any(len(word) > len(SUPERLATIVE) + 1 and word.endswith(SUPERLATIVE) for word in words)
    return ("*plural",) * asked + ("*superlative",) * superlative


def number_words(number: float) -> str:
    """A number as it is shown: without needless digits."""
    return f"{number:.0f}" if number == int(number) else f"{number:.4f}".rstrip("0")
