"""Dated copies: of notices that differ in their dates alone, the newest is listed, the others beside it.

A weekly notice is the same text with another date.  Such texts are no near-duplicates: a date decides what
they say.  They are folded only where each document has a date of its own, of publication or in its title, so
that which one is newer is known; two undated texts with two dates contradict each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from index.language.calendar import WEEKDAY_NAMES
from index.language.function_words import FUNCTION_WORDS
from index.language.words import runs
from index.language.written_dates import WrittenDate, written_dates
from index.store.catalog.passages import StoredPassage
from index.store.signatures import LEAST_LIKENESS, likeness
from qa.retrieve.ranked import RankedEvidence

#: So many of the first passages are compared; what ranks lower is seldom read.
MOST = 24
_DAYS = frozenset(name.lower() for name in WEEKDAY_NAMES.split("|"))
_PASSED_OVER = _DAYS | frozenset(FUNCTION_WORDS)


def fold_dated_copies(ranked: RankedEvidence) -> RankedEvidence:
    """The newest of each group of dated copies in the place of the first, with the others, newest first."""
    alike = _alike(ranked)
    passages = dict(zip(alike, ranked.passages(alike), strict=True))
    groups: list[list[int]] = []
    for at, passage in passages.items():
        group = next((group for group in groups if _are_dated_copies(passages[group[0]], passage)), None)
        if group is None:
            groups.append([at])
        else:
            group.append(at)
    groups = [group for group in groups if len(group) > 1]
    return _folded(ranked, passages, groups) if groups else ranked


def _alike(ranked: RankedEvidence) -> list[int]:
    """The ranks of the first passages of which a sketch is like that of another; looks at no text."""
    passages, rows = ranked.scores.passages, ranked.rows[:MOST]
    sketches, signed = passages.sketches[rows], passages.essences[rows] != 0
    likeness = (sketches[:, None, :] == sketches[None, :, :]).mean(axis=2)
    np.fill_diagonal(likeness, 0.0)
    is_alike = (likeness >= LEAST_LIKENESS / 2) & signed & signed[:, None]
    return [int(at) for at in np.flatnonzero(is_alike.any(axis=1))]


def _folded(
    ranked: RankedEvidence, passages: Mapping[int, StoredPassage], groups: Sequence[Sequence[int]]
) -> RankedEvidence:
    rows, timely, duplicates = ranked.rows.copy(), ranked.timely.copy(), dict(ranked.duplicates)
    gone: list[int] = []
    for group in groups:
        newest, *others = sorted(group, key=lambda at: _date_of(passages[at]), reverse=True)
        copies = [copy for at in (newest, *others) for copy in duplicates.get(int(ranked.rows[at]), ())]
        duplicates[int(ranked.rows[newest])] = (*(passages[at] for at in others), *copies)
        rows[group[0]], timely[group[0]] = ranked.rows[newest], ranked.timely[newest]
        gone += group[1:]
    kept = np.delete(np.arange(len(ranked)), gone)
    return replace(
        ranked, rows=rows[kept], final=ranked.final[kept], timely=timely[kept], duplicates=duplicates
    )


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
