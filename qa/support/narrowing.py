"""Narrow a sentence to what a question speaks of: a support model hardly finds one member in a row of others.

"We are closed on Monday, Friday and Sunday" is, for a question about Sunday, "We are closed on Sunday".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from qa.quantities.day_hours import of_day
from qa.quantities.week_days import only_day, without_range

#: The terms of a text that are no function words.
Terms = Callable[[str], Iterable[str]]
#: What is longer is no member of a row but a clause.
LONGEST_MEMBER = 3
_CLAUSE = re.compile(r"[^;]+")
_SEPARATOR = re.compile(r"\s*,\s+(?P<comma_end>(?:and|or)\s+)?|\s+(?P<end>and|or)\s+", re.IGNORECASE)


class _Row(NamedTuple):
    """A row "A, B and C" in a clause: what stands before it, its members, and what stands behind."""

    before: str
    members: Sequence[str]
    behind: str


def narrowed(sentence: str, asked: str, terms: Terms) -> str:
    """The clauses of a sentence with most of the asked words, a row in each cut to its member that is asked.

    Days of the week from one to another are cut to the day that is asked.

    The sentence stays where no clause, and no member alone of its row, has more of the words than others.
    """
    wanted = {*terms(asked)}
    return "; ".join(
        _of_member(clause, wanted, terms) for clause in _clauses(_of_day(sentence, asked), wanted, terms)
    )


def asked_clauses(sentence: str, asked: str, terms: Terms) -> str:
    """The clauses of a sentence with most of the asked words, no row of theirs cut but days of the week."""
    return "; ".join(_clauses(_of_day(sentence, asked), {*terms(asked)}, terms))


def _clauses(sentence: str, wanted: set[str], terms: Terms) -> list[str]:
    clauses = [match[0].strip() for match in _CLAUSE.finditer(sentence)]
    shares = [len(wanted & {*terms(clause)}) for clause in clauses]
    return [clause for clause, share in zip(clauses, shares, strict=True) if share == max(shares)]


def narrowed_cells(row: str, asked: str, terms: Terms) -> tuple[str, ...]:
    """The cells of a row "Plan: Team; Price: €9" that have a word of the question, its first one always.

    All cells where no other has one.
    """
    wanted = {*terms(asked)}
    name, *others = [match[0].strip() for match in _CLAUSE.finditer(row)]
    kept = [cell for cell in others if wanted & {*terms(cell)}]
    return (name, *(kept or others))


def _of_day(sentence: str, asked: str) -> str:
    """A sentence, cut to the hours of the only day asked, and its first range of days to that day."""
    day = only_day(asked)
    if day is None:
        return sentence
    return without_range(of_day(sentence, day) or sentence, day)


def _of_member(clause: str, wanted: set[str], terms: Terms) -> str:
    for row in _rows(clause):
        named = [member for member in row.members if wanted & {*terms(member)}]
        if len(named) == 1:
            return f"{row.before}{named[0]}{row.behind}"
    return clause


def _rows(clause: str) -> Iterator[_Row]:
    """The rows of members in a clause: each ends behind its "and"."""
    run: list[re.Match[str]] = []
    for match in _SEPARATOR.finditer(clause):
        if run and len(clause[run[-1].end() : match.start()].split()) > LONGEST_MEMBER:
            run = []
        run.append(match)
        if match["end"] or match["comma_end"]:
            if match["end"] or len(run) > 1:  # ", and" alone joins clauses
                yield _row(clause, run)
            run = []


def _row(clause: str, run: Sequence[re.Match[str]]) -> _Row:
    """The row that separators part.  Its first and last member have as many words as those between them."""
    inner = [clause[one.end() : other.start()] for one, other in pairwise(run)]
    size = round(median(len(words.split()) for words in inner)) if inner else 1
    before, first = _parted(clause[: run[0].start()], -size)
    following = _SEPARATOR.search(clause, run[-1].end())
    last, behind = _parted(clause[run[-1].end() :], size)
    if following and following.start() <= run[-1].end() + len(last.rstrip()):
        last, behind = clause[run[-1].end() : following.start()], clause[-1:] if clause[-1:] in ".!" else ""
    return _Row(before, [first, *inner, last.rstrip()], f" {behind}" if behind[:1].isalnum() else behind)


def _parted(words: str, count: int) -> tuple[str, str]:
    """A text parted behind so many words; before its last ones where the number is negative."""
    places = [match.start() for match in re.finditer(r"\S+", words)]
    at = places[count] if -len(places) <= count < len(places) else 0 if count < 0 else len(words)
    return words[:at], words[at:]
