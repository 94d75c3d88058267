"""Ranked passages: a sequence of evidence, whose passages are fetched when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

import numpy as np

from index.store.catalog.passage_places import Place
from index.store.catalog.passages import StoredPassage
from index.store.columns.passage_columns import Offsets
from qa.retrieve.candidates import PassageErased
from qa.retrieve.evidence import Evidence, evidence_of
from qa.retrieve.scores import Doubles, Scores

#: Passages that are fetched together.
TOGETHER = 8
#: Scores that differ by less are ties: that is the arithmetic's noise.
DIGITS = 4

#: Gives the passages with some ids, without those that are erased; their vectors are not needed.
Fetch = Callable[[Sequence[int]], Mapping[int, StoredPassage]]
#: Gives where the passages with some ids stand.
Places = Callable[[Sequence[int]], Mapping[int, Place]]


@dataclass(frozen=True)
class RankedEvidence(Sequence[Evidence]):
    """Some rows of scores, best first.

    Args:
        scores: Of these passages and perhaps of others.
        rows: Of the scores, in order of rank, shape `(n,)`.
        final: What ranks each, `(n,)`.
        fetch: Gives passages.
        timely: What of `final` each has for being of the time that is asked for, `(n,)`.
        duplicates: Copies of passages, by row.
    """

    scores: Scores
    rows: Offsets
    final: Doubles
    fetch: Fetch
    timely: Doubles
    duplicates: Mapping[int, tuple[StoredPassage, ...]] = field(default_factory=dict)
    _passages: dict[int, StoredPassage] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Evidence: ...

    @overload
    def __getitem__(self, at: slice) -> RankedEvidence: ...

    def __getitem__(self, at: int | slice) -> Evidence | RankedEvidence:
        """One with its passage, or some whose passages are not fetched yet.  Raises `PassageErased`."""
        if isinstance(at, slice):
            return replace(self, rows=self.rows[at], final=self.final[at], timely=self.timely[at])
        at = range(len(self))[at]
        row = int(self.rows[at])
        passage = self._passages.get(row)
        if passage is None:
            self._fetch(self.rows[at : at + TOGETHER])
            passage = self._passages[row]
        copies = self.duplicates.get(row, ())
        return evidence_of(self.scores, row, passage, float(self.final[at]), copies, float(self.timely[at]))

    def __iter__(self) -> Iterator[Evidence]:
        return (self[at] for at in range(len(self)))

    def reordered(self, final: Doubles, places: Places, *, first: int = 0) -> RankedEvidence:
        """The same, ranked by other scores `(n,)`.

        Args:
            first: So many stay where they are.
        """
        moved = first + order(final[first:], self.scores.passages.ids[self.rows[first:]], places)
        at = np.concatenate([np.arange(first), moved])
        return replace(self, rows=self.rows[at], final=final[at], timely=self.timely[at])

    def folded(self, groups: Sequence[Sequence[int]]) -> RankedEvidence:
        """One of each group in the place of the group's best, with the others beside it as its duplicates.

        Args:
            groups: Ranks; the first of each is the one that stays.
        """
        rows, timely, duplicates = self.rows.copy(), self.timely.copy(), dict(self.duplicates)
        gone: set[int] = set()
        for group in groups:
            best, stays = min(group), int(self.rows[group[0]])
            copies = (copy for at in group for copy in self.duplicates.get(int(self.rows[at]), ()))
            duplicates[stays] = (*self.passages(group[1:]), *copies)
            rows[best], timely[best] = stays, self.timely[group[0]]
            gone.update(at for at in group if at != best)
        kept = np.array([at for at in range(len(self)) if at not in gone], np.int64)
        return replace(
            self, rows=rows[kept], final=self.final[kept], timely=timely[kept], duplicates=duplicates
        )

    def fetch_first(self, count: int) -> None:
        """Fetch the passages of so many of the first ranks.  Raises `PassageErased`."""
        self._fetch(self.rows[:count])

    def passages(self, at: Sequence[int]) -> list[StoredPassage]:
        """The passages at some ranks, fetched together.  Raises `PassageErased`."""
        rows = self.rows[np.array(at, np.int64)]
        self._fetch(rows)
        return [self._passages[row] for row in rows.tolist()]

    def _fetch(self, rows: Offsets) -> None:
        """Fetch the passages of some rows, all or none."""
        new = [row for row in rows.tolist() if row not in self._passages]
        if not new:
            return
        ids = self.scores.passages.ids[new].tolist()
        found = self.fetch(ids)
        if len(found) < len(ids):
            raise PassageErased
        self._passages.update(
            (row, self._with_vectors(row, found[id])) for row, id in zip(new, ids, strict=True)
        )

    def _with_vectors(self, row: int, passage: StoredPassage) -> StoredPassage:
        """A passage with its own vector and those of its sentences, which ranking has decoded already."""
        columns = self.scores.passages
        first, last = columns.sentence_starts[row : row + 2].tolist()
        return passage._replace(
            vector=columns.vectors[row], sentence_vectors=columns.sentence_vectors[first:last]
        )


def score_at(evidence: Sequence[Evidence], at: int) -> float | None:
    """What ranks the evidence at a place, whose passage need not be fetched for it; None behind the last."""
    if at >= len(evidence):
        return None
    return float(evidence.final[at]) if isinstance(evidence, RankedEvidence) else evidence[at].score


def ranked(scores: Scores, rows: Offsets, final: Doubles, fetch: Fetch, places: Places) -> RankedEvidence:
    """Rows of scores, best first; ties by document id and offset.

    Args:
        final: What ranks each of the rows, `(n,)`.
    """
    at = order(final, scores.passages.ids[rows], places)
    return RankedEvidence(scores, rows[at], final[at], fetch, np.zeros(len(at)))


def order(final: Doubles, ids: Offsets, places: Places) -> Offsets:
    """In which order scores `(n,)` rank, best first; ties by document id and offset."""
    rounded = -np.round(final, DIGITS)
    at = np.argsort(rounded, kind="stable")
    same = np.diff(rounded[at]) == 0
    if not same.any():
        return at
    is_tied = np.append(same, False) | np.insert(same, 0, False)
    tied = at[is_tied]
    stand = places(ids[tied].tolist())
    keys = [(rounded[one], stand.get(int(ids[one]), Place("", 0)), one) for one in tied.tolist()]
    at[is_tied] = [one for *_, one in sorted(keys)]
    return at
