"""Ranked passages are fetched when they are looked at; several can be folded into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from index.store.catalog.passages import StoredPassage
from qa.retrieve.candidates import PassageErased
from qa.retrieve.ranked import RankedEvidence
from tests.support.passages import evidence, places_of, ranked_of

EVIDENCE = [evidence(n, 20.0 - n) for n in range(1, 20)]


def counting(ranked: RankedEvidence, asked: list[int]) -> RankedEvidence:
    """The same; the ids of the passages that are fetched are noted."""

    def fetch(ids: Sequence[int]) -> Mapping[int, StoredPassage]:
        asked.extend(ids)
        return ranked.fetch(ids)

    return replace(ranked, fetch=fetch)


def ids(ranked: Sequence[object]) -> list[int]:
    return [one.passage.id for one in ranked]  # type: ignore[attr-defined]


def test_only_what_is_looked_at_is_fetched_and_once() -> None:
    asked: list[int] = []
    ranked = counting(ranked_of(EVIDENCE), asked)
    assert ids(ranked[:3]) == [1, 2, 3]
    assert ids(ranked[1:3]) == [2, 3]
    assert asked == [1, 2, 3]
    assert len(ranked[3:]) == 16
    assert ranked[-1].passage.id == 19
    ranked.fetch_first(5)
    assert sorted(asked) == [1, 2, 3, 4, 5, 19]


def test_what_is_gone_is_noticed() -> None:
    ranked = replace(ranked_of(EVIDENCE), fetch=lambda ids: {})
    with pytest.raises(PassageErased):
        ranked.fetch_first(1)


def test_one_stands_for_a_group_in_the_place_of_its_best() -> None:
    folded = ranked_of(EVIDENCE[:6]).folded([[3, 1, 4]])
    assert ids(folded) == [1, 4, 3, 6]
    assert [one.score for one in folded] == [19.0, 18.0, 17.0, 14.0]
    assert [passage.id for passage in folded[1].duplicates] == [2, 5]
    again = folded.folded([[0, 1]])
    assert [passage.id for passage in again[0].duplicates] == [4, 2, 5]


def test_other_scores_give_another_order_but_for_the_first() -> None:
    ranked = ranked_of(EVIDENCE[:4])
    found = ranked.reordered(ranked.final[::-1].copy(), places_of(EVIDENCE), first=1)
    assert ids(found) == [1, 4, 3, 2]
