"""Dated copies: of notices that differ in their dates alone, the newest is listed, the others beside it.

A weekly notice is the same text with another date.  Such texts are no near-duplicates: a date decides what
they say.  They are folded only where each document has a date of its own, of publication or in its title, so
that which one is newer is known; two undated texts with two dates contradict each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.language.calendar import WEEKDAY_NAMES
from index.language.function_words import FUNCTION_WORDS
from index.language.words import runs
from index.language.written_dates import WrittenDate, written_dates
from index.store.catalog.passages import StoredPassage
from index.store.signatures import LEAST_LIKENESS, likeness
from qa.retrieve.evidence import Evidence

#: So many of the first passages are compared; what ranks lower is seldom read.
MOST = 24
_DAYS = frozenset(name.lower() for name in WEEKDAY_NAMES.split("|"))
_PASSED_OVER = _DAYS | frozenset(FUNCTION_WORDS)


def fold_dated_copies(ranked: Sequence[Evidence]) -> list[Evidence]:
    """The newest of each group of dated copies in the place of the first, with the others, newest first."""
    groups: list[list[Evidence]] = []
    for one in ranked[:MOST]:
        group = next((group for group in groups if _are_dated_copies(group[0].passage, one.passage)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return [*map(_folded, groups), *ranked[MOST:]]


def _folded(group: Sequence[Evidence]) -> Evidence:
    first = group[0]
    if len(group) == 1:
        return first
    newest, *others = sorted(group, key=lambda one: _date_of(one.passage), reverse=True)
    copies = [copy for one in (newest, *others) for copy in one.duplicates]
    beside = (*(one.passage for one in others), *copies)
    return replace(newest, score=first.score, duplicates=beside)


def _are_dated_copies(one: StoredPassage, other: StoredPassage) -> bool:
    dates = _date_of(one), _date_of(other)
    if not all(dates) or dates[0] == dates[1] or not (one.signature and other.signature):
        return False
    return likeness(one.signature, other.signature) >= LEAST_LIKENESS / 2 and _undated(one) == _undated(other)


def _date_of(passage: StoredPassage) -> str:
    """The date of a document, as "2026-12-15": that of its publication, else the only one in its title."""
    if passage.published:
        return passage.published[:10]
    found = written_dates(passage.document_title)
    return "-".join(f"{part:02}" for part in found[0].readings[0]) if len(found) == 1 else ""


def _undated(passage: StoredPassage) -> list[str]:
    """The words of a passage that are not of its dates."""
    text = passage.text
    found: list[WrittenDate] = written_dates(text)
    for written in reversed(found):
        text = f"{text[: written.start]} {text[written.end :]}"
    return [low for run in runs(text) if (low := run.lower()) not in _PASSED_OVER]
