"""Dated copies: of notices that differ in their dates alone, the newest is listed, the others beside it.

A weekly notice is the same text with another date.  Such texts are no near-duplicates: a date decides what
they say.  They are folded only where each document has a date of its own, of publication or in its title, so
that which one is newer is known; two undated texts with two dates contradict each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from index.language.calendar import WEEKDAY_NAMES
from index.language.function_words import FUNCTION_WORDS
from index.language.words import runs
from index.language.written_dates import written_dates
from index.store.catalog.passages import StoredPassage
from index.store.signatures import LEAST_LIKENESS, has_alike, likeness
from qa.retrieve.ranked import RankedEvidence

#: So many of the first passages are compared; what ranks lower is seldom read.
MOST = 24
_DAYS = frozenset(name.lower() for name in WEEKDAY_NAMES.split("|"))
_PASSED_OVER = _DAYS | frozenset(FUNCTION_WORDS)


@dataclass
class _Dated:
    """A passage that has a signature, of a document with a date."""

    passage: StoredPassage
    date: str

    @cached_property
    def undated(self) -> list[str]:
        """Its words that are not of dates."""
        text = self.passage.text
        for written in reversed(written_dates(text)):
            text = f"{text[: written.start]} {text[written.end :]}"
        return [low for run in runs(text) if (low := run.lower()) not in _PASSED_OVER]

    def is_copy_of(self, other: _Dated) -> bool:
        """Whether both differ in their dates alone."""
        if self.date == other.date:
            return False
        alike = likeness(self.passage.signature, other.passage.signature) >= LEAST_LIKENESS / 2
        return alike and self.undated == other.undated


def fold_dated_copies(ranked: RankedEvidence) -> RankedEvidence:
    """The newest of each group of dated copies in the place of the first, with the others, newest first."""
    if not (alike := _alike(ranked)):
        return ranked
    notices = {
        at: _Dated(passage, date)
        for at, passage in zip(alike, ranked.passages(alike), strict=True)
        if (date := _date_of(passage))
    }
    groups: list[list[int]] = []
    for at, notice in notices.items():
        group = next((group for group in groups if notices[group[0]].is_copy_of(notice)), None)
        if group is None:
            groups.append([at])
        else:
            group.append(at)
    groups = [group for group in groups if len(group) > 1]
    return _folded(ranked, notices, groups) if groups else ranked


def _alike(ranked: RankedEvidence) -> list[int]:
    """The ranks of the first passages of which a sketch is like that of another; looks at no text."""
    passages, rows = ranked.scores.passages, ranked.rows[:MOST]
    signed = np.flatnonzero(passages.essences[rows])
    alike: list[int] = signed[has_alike(passages.sketches[rows[signed]], LEAST_LIKENESS / 2)].tolist()
    return alike


def _folded(
    ranked: RankedEvidence, notices: Mapping[int, _Dated], groups: Sequence[Sequence[int]]
) -> RankedEvidence:
    rows, timely, duplicates = ranked.rows.copy(), ranked.timely.copy(), dict(ranked.duplicates)
    gone: list[int] = []
    for group in groups:
        newest, *others = sorted(group, key=lambda at: notices[at].date, reverse=True)
        copies = [copy for at in (newest, *others) for copy in duplicates.get(int(ranked.rows[at]), ())]
        duplicates[int(ranked.rows[newest])] = (*(notices[at].passage for at in others), *copies)
        rows[group[0]], timely[group[0]] = ranked.rows[newest], ranked.timely[newest]
        gone += group[1:]
    kept = np.delete(np.arange(len(ranked)), gone)
    return replace(
        ranked, rows=rows[kept], final=ranked.final[kept], timely=timely[kept], duplicates=duplicates
    )


def _date_of(passage: StoredPassage) -> str:
    """The date of a document, as "2026-12-15": that of its publication, else the only one in its title."""
    if passage.published:
        return passage.published[:10]
    found = written_dates(passage.document_title)
    return "-".join(f"{part:02}" for part in found[0].readings[0]) if len(found) == 1 else ""
