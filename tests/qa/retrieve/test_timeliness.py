"""Passages of the time that is asked for come first; no others move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from index.store.catalog.passages import StoredPassage
from index.store.stemming import TermAnalyzer
from qa.retrieve.evidence import Evidence
from qa.retrieve.timeliness import NEAR_DATED, prefer_time
from qa.understand.parse import parse
from tests.support.passages import evidence, places_of, ranked_of, stored


def dated(
    n: int, score: float, published: str = "", title: str = "team meet", modified: str = ""
) -> Evidence:
    """A passage of a document with dates."""
    passage = stored([["we", "met"]], title.split(), id=n, document_id=f"d{n}")
    return evidence(n, score, passage._replace(published=published, modified=modified))


def order(question: str, *ranked: Evidence) -> list[int]:
    """The passages' ids, ranked for a question."""
    return [one.passage.id for one in preferred(question, ranked)]


def preferred(question: str, ranked: Sequence[Evidence]) -> Sequence[Evidence]:
    """Evidence as it is ranked for a question."""
    return prefer_time(parse(question), ranked_of(ranked), TermAnalyzer(), places_of(ranked))


LATEST = "What was the latest team meeting about?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (LATEST, [3, 1, 2]),
        ("What was the team meeting on 5 May 2026 about?", [2, 1, 3]),
        ("What was the team meeting in May 2026 about?", [2, 1, 3]),
        ("What was the team meeting about?", [1, 2, 3]),
        ("What was the team meeting on 9 May 2026 about?", [1, 2, 3]),
    ],
)
def test_the_date_of_publication_decides(question: str, expected: list[int]) -> None:
    ranked = dated(1, 3, "2026-06-01"), dated(2, 2, "2026-05-05"), dated(3, 1, "2026-07-07T10:00:00Z")
    assert order(question, *ranked) == expected


def test_else_the_date_in_the_title_else_the_last_change() -> None:
    ranked = (
        dated(1, 3, modified="2026-06-01"),
        dated(2, 2, title="team meet 2026-07-01"),
        dated(3, 1, modified="2026-01-01"),
    )
    assert order(LATEST, *ranked) == [2, 1, 3]


def test_the_day_in_a_heading_is_that_of_what_stands_below_it() -> None:
    older, newer = dated(1, 3, "2026-06-01"), dated(2, 2, "2026-06-01")
    headings = ("Minutes", "Meeting of 4 May 2026"), ("Minutes", "Meeting of 1 June 2026")
    ranked = [
        evidence(one.passage.id, one.score, one.passage._replace(headings=above))
        for one, above in zip((older, newer), headings, strict=True)
    ]
    assert order(LATEST, *ranked) == [2, 1]
    assert order("When is the next team meeting?", *ranked) == [2, 1]


def test_what_comes_next_is_not_told_by_the_document_that_changed_last() -> None:
    ranked = dated(1, 3, modified="2026-05-01"), dated(2, 2, modified="2026-06-01")
    assert order("When is the next team meeting?", *ranked) == [1, 2]


def test_what_is_about_something_else_stays_where_it_is() -> None:
    ranked = dated(1, 3, "2026-06-01"), dated(2, 2, "2026-05-05"), dated(3, 1, "2026-07-07", "board meet")
    assert order(LATEST, *ranked) == [1, 2, 3]
    far = dated(3, 3 - NEAR_DATED - 1, "2026-05-05")
    assert order("What was the meeting on 5 May 2026 about?", ranked[0], far) == [1, 3]


def test_without_dates_nothing_moves() -> None:
    ranked = [dated(1, 3), dated(2, 2), dated(3, 1, "2026-01-01")]
    found = preferred(LATEST, ranked)
    assert [(one.passage.id, one.score, one.timely) for one in found] == [(1, 3, 0), (2, 2, 0), (3, 1, 0)]


def test_only_what_is_about_the_same_thing_is_read() -> None:
    ranked = ranked_of(
        [dated(n, 3, "2026-06-01", "board meet" if n % 2 else "team meet") for n in range(1, 9)]
    )
    read: list[int] = []

    def fetch(ids: Sequence[int]) -> Mapping[int, StoredPassage]:
        read.extend(ids)
        return ranked.fetch(ids)

    prefer_time(parse(LATEST), replace(ranked, fetch=fetch), TermAnalyzer(), lambda ids: {})
    assert sorted(read) == [2, 4, 6, 8]
