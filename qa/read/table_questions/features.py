"""The features of candidate answers; `docs/training.md` lists them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from qa.read.table_questions.asked import AskedOfTable, Floats, Ints
from qa.read.table_questions.column_features import column_features
from qa.read.table_questions.programs import Selection
from qa.read.table_questions.table import Table

#: What a function word counts beside a content word.
FUNCTION_WORD = 0.1


class Places(NamedTuple):
    """Of each candidate, its selection and its columns.

    Args:
        selection: The place of its selection, shape `(n,)`.
        columns: The columns that show, decide, and hold words of the question, shape `(n, 3)`; -1 for none.
    """

    selection: Ints
    columns: Ints

    @classmethod
    def of(cls, chosen: Sequence[Selection], pairs: Sequence[tuple[int, int]]) -> Places:
        """The places of candidates.

        Args:
            pairs: Of each candidate, the place of its selection, and the column that it shows.
        """
        selection, shown = np.array(pairs, np.int32).T
        others = np.array([(one.key, next(iter(one.source.columns), -1)) for one in chosen], np.int32)
        return cls(selection, np.concatenate([shown[:, None], others[selection]], axis=1))


def features(
    asked: AskedOfTable,
    table: Table,
    chosen: Sequence[Selection],
    places: Places,
    answers: Sequence[tuple[str, ...]],
) -> Floats:
    """The features of candidates, shape `(n, features)`."""
    of_columns, covers = column_features(asked, table)
    of_selections, used = _selection_features(asked, table, chosen)
    parts = [
        _shares(asked, used[places.selection], covers[places.columns]),
        _repeated(table, chosen, places),
        _answer_features(asked, answers),
        of_selections[places.selection],
        *(of_columns[column] for column in places.columns.T),
    ]
    return np.concatenate(parts, axis=1, dtype=np.float32)


def _shares(asked: AskedOfTable, of_set: Floats, of_names: Floats) -> Floats:
    """Shares of the question's words that a set and the names of columns use, shape `(n, 5)`.

    Args:
        of_set: Which words each uses, shape `(n, words)`.
        of_names: How well the names of its columns cover each, shape `(n, 3, words)`.
    """
    weight = np.where(asked.is_content, 1.0, FUNCTION_WORD).astype(np.float32)
    weight /= max(float(weight.sum()), 1e-6)
    out, key = of_names[:, 0], of_names[:, 1]
    with_out = np.maximum(of_set, out)
    used = (np.maximum(with_out, key), with_out, of_set * out, out * key, of_set * key)
    return np.stack([words @ weight for words in used], axis=1)


def _repeated(table: Table, chosen: Sequence[Selection], places: Places) -> Floats:
    """Whether the column that shows, or the one that decides, holds a condition; whether they are one."""
    columns = range(-1, len(table.names))
    held = np.array([[column in one.source.columns for column in columns] for one in chosen], np.float32)
    out, key, _ = places.columns.T
    return np.stack(
        [held[places.selection, out + 1], held[places.selection, key + 1], (out == key) & (out >= 0)], axis=1
    )


def _answer_features(asked: AskedOfTable, answers: Sequence[tuple[str, ...]]) -> Floats:
    """What an answer looks like, shape `(n, 6)`."""
    question = frozenset(asked.terms)
    found = [
        (
            _said(asked, question, shown),
            len(shown) == 1,
            len(shown) > 2,
            not any(map(str.isalnum, shown[0])),
            len(shown[0].split()) > 8,
            shown[0][:1].isdigit(),
        )
        for shown in answers
    ]
    return np.array(found, np.float32)


def _said(asked: AskedOfTable, question: frozenset[str], shown: tuple[str, ...]) -> float:
    terms = [term for words in shown for term in asked.terms_of(words)]
    return sum(term in question for term in terms) / max(len(terms), 1)


def _selection_features(
    asked: AskedOfTable, table: Table, chosen: Sequence[Selection]
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
