"""One check of an examination, and what it found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

#: Findings that are named; of more, the number is given.
MOST_NAMED = 20


class Check(NamedTuple):
    """What was compared, and what is wrong.

    Args:
        store: A file of the data folder, or an index of a collection.
        what: Was compared, in a few words.
        checked: How many were.
        wrong: One sentence for each finding.
        repaired: All that is wrong was repaired.
        remedy: What to do where it was not; empty if `--repair` repairs it.
    """

    store: str
    what: str
    checked: int
    wrong: tuple[str, ...] = ()
    repaired: bool = False
    remedy: str = ""

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong now."""
        return self.repaired or not self.wrong


def named(findings: Iterable[str]) -> tuple[str, ...]:
    """The first findings, and how many more there are."""
    every = [*findings]
    more = len(every) - MOST_NAMED
    return (*every[:MOST_NAMED], *([f"and {more} more"] if more > 0 else []))
