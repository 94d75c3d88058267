"""A set of rows that a question's words pick out of a table."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple


class SetKind(IntEnum):
    """How the rows of a set are chosen."""

    ALL = 0
    MATCH = 1
    BOTH = 2
    EITHER = 3
    ABOVE = 4
    BELOW = 5
    REST = 6
    LIKE = 7
    EMPTY = 8
    FILLED = 9
    NEAR = 10


class RowSet(NamedTuple):
    """Rows, in order.

    Args:
        columns: In which its words were found.
        words: Places of the question's words that it uses.
        exact: Share of its rows whose cell is just these words.
    """

    rows: tuple[int, ...]
    kind: SetKind
    columns: tuple[int, ...] = ()
    words: frozenset[int] = frozenset()
    exact: float = 0.0


def best_sets(sets: Sequence[RowSet], most: int) -> list[RowSet]:
    """The sets that use most words of the question, whole cells and few rows first."""
    return sorted(sets, key=lambda one: (-len(one.words), -one.exact, len(one.rows)))[:most]
