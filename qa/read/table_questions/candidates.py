"""Candidate answers of a table: a selection of rows with the column that is shown, and their features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.language.word_vectors import phrase_vector, word_vector
from qa.read.table_questions.asked import AskedOfTable, Floats, name_vector
from qa.read.table_questions.cell_values import ColumnKind
from qa.read.table_questions.programs import COUNTING, MOST_VALUES, Op, Selection, selections
from qa.read.table_questions.row_sets import RowSet, SetKind, row_sets
from qa.read.table_questions.table import Table

KINDS = tuple(ColumnKind)
#: Classes of programs: an operation on a kind of set.
CLASSES = len(Op) * len(SetKind)
#: Kinds of columns, and none.
COLUMN_CLASSES = len(KINDS) + 1
#: Stand for the question's beginning, for words of the table, and for its end.
MARKS = ("^", "#", "$")
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Candidates:
    """All candidates for a question on a table.

    Args:
        chosen: The selections.
        selection: Of each candidate, the place of its selection, shape `(n,)`.
        column: Of each candidate, the column that it shows; -1 for a number that no cell has.
        answers: Of each candidate, the words that it shows, each once.
        classes: Of each candidate, shape `(n,)`.
        out_kinds: Of each candidate, the kind of the column that it shows, shape `(n,)`.
        key_kinds: Of each candidate, that of the column that decides, shape `(n,)`.
        set_kinds: Of each candidate, that of the column in which words of the question were found, shape `(n,)`.
        dense: Of each candidate, shape `(n, features)`.
        names: The vectors of the columns' names; the last one is zeros, for no column.
        phrases: The question's phrases of up to three words, "#" for words that stand in the table.
        vector: The vector of the question's other words, shape `(dimension,)`.
    """

    chosen: list[Selection]
    selection: Ints
    column: Ints
    answers: list[tuple[str, ...]]
    classes: Ints
    out_kinds: Ints
    key_kinds: Ints
    set_kinds: Ints
    dense: Floats
    names: Floats
    phrases: tuple[str, ...]
    vector: Floats

    @property
    def keys(self) -> Ints:
        """Of each candidate, the column that decides; -1 without one."""
        return np.array([one.key for one in self.chosen], np.int32)[self.selection]

    @property
    def conditions(self) -> Ints:
        """Of each candidate, the first column in which words of the question were found; -1 without one."""
        return _conditions(self.chosen)[self.selection]


def _conditions(chosen: list[Selection]) -> Ints:
    return np.array([next(iter(one.source.columns), -1) for one in chosen], np.int32)


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
            if 0 < len(shown) <= MOST_VALUES:
                pairs.append((n, column))
                answers.append(shown)
    if not pairs:
        return None
    selection, column = np.array(pairs, np.int32).T
    kinds = np.array([*(KINDS.index(kind) for kind in table.kinds), len(KINDS)], np.int32)
    keys = np.array([one.key for one in chosen], np.int32)[selection]
    classes = np.array([one.op * len(SetKind) + one.source.kind for one in chosen], np.int32)[selection]
    dense = _features(asked, table, chosen, selection, column, keys, answers)
    phrases = _phrases(asked, sets)
    others = [phrase for phrase in phrases if " " not in phrase and phrase not in MARKS]
    names = np.stack([*map(name_vector, table.names), np.zeros_like(name_vector(""))])
    return Candidates(
        chosen,
        selection,
        column,
        answers,
        classes,
        kinds[column],
        kinds[keys],
        kinds[_conditions(chosen)[selection]],
        dense,
        names,
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
    return tuple(
        " ".join(words[start : start + length]) for length in (1, 2, 3) for start in range(len(words) - length + 1)
    )


def number_words(number: float) -> str:
    """A number as it is shown: without needless digits."""
    return f"{number:.0f}" if number == int(number) else f"{number:.4f}".rstrip("0")


def _features(
    asked: AskedOfTable,
    table: Table,
    chosen: list[Selection],
    selection: Ints,
    column: Ints,
    keys: Ints,
    answers: list[tuple[str, ...]],
) -> Floats:
    """The features of candidates, shape `(n, features)`; `docs/training.md` lists them."""
    by_column, covers = _column_features(asked, table)
    by_selection, used = _selection_features(asked, table, chosen)
    content = np.array(asked.is_content, np.float32)
    weight = np.where(content > 0, 1.0, 0.1).astype(np.float32)
    set_words, out_words, key_words = used[selection], covers[column], covers[keys]
    total = max(float(weight.sum()), 1e-6)

    def share(words: Floats) -> Floats:
        return np.asarray(words @ weight / total, np.float32)

    covered = np.maximum(np.maximum(set_words, out_words), key_words)
    conditions = np.array(
        [[column in one.source.columns for column in range(-1, len(table.names))] for one in chosen], np.float32
    )
    question = frozenset(asked.terms)
    said = np.array([_said(asked, question, shown) for shown in answers], np.float32)
    cross = np.stack(
        [
            share(covered),
            share(np.maximum(set_words, out_words)),
            share(set_words * out_words),
            share(out_words * key_words),
            share(set_words * key_words),
            conditions[selection, column + 1] * (column >= 0),
            conditions[selection, keys + 1] * (keys >= 0),
            (column == keys) & (column >= 0),
            said,
            np.array([len(shown) == 1 for shown in answers]),
            np.array([len(shown) > 2 for shown in answers]),
            np.array([not any(c.isalnum() for c in shown[0]) for shown in answers]),
            np.array([len(shown[0].split()) > 8 for shown in answers]),
            np.array([shown[0][:1].isdigit() for shown in answers]),
        ],
        axis=1,
    ).astype(np.float32)
    return np.concatenate(
        [
            cross,
            by_selection[selection],
            by_column[column],
            by_column[keys],
            by_column[_conditions(chosen)[selection]],
        ],
        axis=1,
        dtype=np.float32,
    )


def _said(asked: AskedOfTable, question: frozenset[str], shown: tuple[str, ...]) -> float:
    terms = [term for words in shown for term in asked.terms_of(words)]
    return sum(term in question for term in terms) / max(len(terms), 1)


def _selection_features(
    asked: AskedOfTable, table: Table, chosen: list[Selection]
) -> tuple[Floats, Floats]:
    """Features of each selection, and which words of the question each uses."""
    size = len(table.rows)
    used = np.zeros((len(chosen), len(asked.terms)), np.float32)
    features = []
    for n, one in enumerate(chosen):
        source = one.source
        used[n, [*source.words]] = 1.0
        first = table.rows[one.rows[0]][0].words.casefold()
        features.append(
            (
                source.exact,
                len(source.words) / 4,
                len(source.rows) == 1,
                len(source.rows) / size,
                0 in source.columns,
                len(source.columns) / 2,
                len(one.rows) == 1,
                len(one.rows) / 4,
                one.rows[0] == 0,
                one.rows[-1] == size - 1,
                first.startswith(("total", "average")),
                np.log(size) / 4,
            )
        )
    return np.array(features, np.float32), used


def _column_features(asked: AskedOfTable, table: Table) -> tuple[Floats, Floats]:
    """Features of each column, and how well its name covers each word of the question; zeros last for none."""
    words = len(asked.terms)
    covers = np.zeros((len(table.names) + 1, words), np.float32)
    features = np.zeros((len(table.names) + 1, COLUMN_FEATURES), np.float32)
    asks = next((n for n, word in enumerate(asked.lower) if word in ("which", "what", "whose", "many")), -1)
    for column, name in enumerate(table.names):
        terms = asked.terms_of(name)
        near = np.zeros(words, np.float32)
        if terms:
            vectors = np.stack([word_vector(word) for word in name.lower().split()] or [word_vector("")])
            near = (asked.vectors @ vectors.T).max(axis=1)
        exact = np.array([term in terms for term in asked.terms], np.float32)
        covers[column] = np.maximum(exact, np.where(near > 0.5, near, 0.0))
        content = np.array(asked.is_content, np.float32)
        own = covers[column] * content
        place = int(np.argmax(own)) if own.any() else -1
        cells = [row[column].words for row in table.rows]
        keys = [key for key in table.keys(column) if key is not None]
        features[column] = (
            1.0,
            float(sum(term in asked.terms for term in terms) / max(len(terms), 1)),
            float((exact * content).any()),
            float((near * content).max(initial=0.0)),
            float(asks >= 0 and 0 < place - asks <= 2) * float(own.max(initial=0.0)),
            float(asks >= 0 and place > asks) / (1.0 + max(place - asks, 0)),
            column == 0,
            column == 1,
            column == len(table.names) - 1,
            len(set(cells)) / len(cells),
            min(sum(len(cell.split()) for cell in cells) / len(cells), 10) / 10,
            len(keys) == len(cells) and keys == sorted(keys),
            len(keys) == len(cells) and keys == sorted(keys, reverse=True),
            sum(not cell for cell in cells) / len(cells),
            *(table.kinds[column] is kind for kind in KINDS),
        )
    return features, covers


COLUMN_FEATURES = 14 + len(KINDS)
