"""Prefer the passages that are of the time that a question asks for: the latest ones, or those of a date.

What is compared is about the same thing: passages whose score is near the best one's, and for the latest of a
kind of thing, that have the words for it.  The preference is a part of the score and no filter: what answers
the question much better is still found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.language.written_dates import CalendarDate, WrittenDate, written_dates
from index.store.catalog.passages import StoredPassage
from index.store.columns.passage_columns import RULES, Offsets, PassageColumns
from index.store.stemming import TermAnalyzer
from index.store.term_ids import term_ids
from qa.retrieve.ranked import Places, RankedEvidence
from qa.understand.asked_time import AskedDate, AskedLatest
from qa.understand.parsed_question import ParsedQuestion

#: How far below the best one a passage may score to be about the same thing.
NEAR_LATEST, NEAR_DATED = 16.0, 12.0
#: Added to the score of passages of the time that is asked for.
TIMELY = 6.0


def prefer_time(
    question: ParsedQuestion, ranked: RankedEvidence, analyzer: TermAnalyzer, places: Places
) -> RankedEvidence:
    """Rank passages again for the time that is asked for; their order stays where none is.

    Args:
        places: Gives where passages with equal scores stand.
    """
    if not len(ranked) or not (question.date or question.latest):
        return ranked
    least = ranked.final[0] - (NEAR_DATED if question.date else NEAR_LATEST)
    near = np.arange(int((ranked.final >= least).sum()))
    shares = np.zeros(len(ranked))
    if question.date:
        shares[near] = [_is_of_date(question.date, passage) for passage in ranked.passages(near.tolist())]
    elif question.latest:
        near = near[_are_about(question.latest, ranked.scores.passages, ranked.rows[near], analyzer)]
        shares[near] = _latest(question.latest, ranked.passages(near.tolist()))
    timely = replace(ranked, timely=shares)
    return timely.reordered(ranked.final + TIMELY * shares, places)


def _is_of_date(date: AskedDate, passage: StoredPassage) -> bool:
    """Whether a passage, its headings, its title or its document has the date."""
    day = _calendar_date(passage.published or passage.modified)
    return found_date(date, passage) is not None or (day is not None and date.fits(WrittenDate(0, 0, (day,))))


class FoundDate(NamedTuple):
    """How a passage writes the date that is asked for.

    Args:
        is_as_precise: Whether both give the day, or both do not.
    """

    words: str
    is_as_precise: bool


def found_date(date: AskedDate, passage: StoredPassage) -> FoundDate | None:
    """The date as a passage, or what stands above it, writes it; None where it does not."""
    is_day = date.readings[0].day > 0
    for text in (passage.text, *reversed(passage.headings), passage.document_title):
        for written in written_dates(text):
            written_day = written.readings[0].day > 0
            if (written_day or not is_day) and date.fits(written):
                as_precise = written_day is is_day and written.last is None
                return FoundDate(text[written.start : written.end], as_precise)
    return None


def _calendar_date(iso: str) -> CalendarDate | None:
    """The day of an ISO date or date-time."""
    return CalendarDate(*map(int, iso[:10].split("-"))) if iso else None


def _are_about(
    asked: AskedLatest, passages: PassageColumns, rows: Offsets, analyzer: TermAnalyzer
) -> NDArray[np.bool_]:
    """Whether the passages in some rows, each in its own language, have the words for what is asked for."""
    about = np.ones(len(passages.ids), bool)
    for rules in {*passages.rules[rows].tolist()}:
        terms = [term for word in asked.subject for term in analyzer.content_terms(word, RULES[rules])]
        for term in term_ids(terms):
            about &= passages.having(term) | (passages.rules != rules)
    return about[rows]


def _latest(asked: AskedLatest, about: Sequence[StoredPassage]) -> list[float]:
    """1 for the passages of the latest document about the same thing, 1/2 for those of the one before, ...

    For what comes next only sections with a day in their heading count, as those of minutes have.
    """
    days = [*map(section_day if asked.is_next else _document_day, about)]
    order = sorted({day for day in days if day}, reverse=True)
    if len(order) < 2:
        return [0.0] * len(about)
    return [0.5 ** order.index(day) if day else 0.0 for day in days]


def section_day(passage: StoredPassage) -> CalendarDate | None:
    """The day that the innermost heading with a day gives: "Meeting of 9 June 2026"."""
    days = [one.readings[0] for words in reversed(passage.headings) for one in written_dates(words)]
    return next((day for day in days if day.year and day.day), None)


def _document_day(passage: StoredPassage) -> CalendarDate | None:
    """The day in the headings of a passage, else of its document: published, in its title, last changed."""
    if day := section_day(passage):
        return day
    titled = [one.readings[0] for one in written_dates(passage.document_title) if one.readings[0].year]
    return _calendar_date(passage.published) or (titled[0] if titled else _calendar_date(passage.modified))
