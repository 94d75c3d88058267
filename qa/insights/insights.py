"""Looks at the question log and the feedback: what was asked in some days, and what became of it."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from qa.feedback.records import StoredFeedback, Verdict
from qa.feedback.store import FeedbackStore
from qa.insights import counts
from qa.insights.counts import StoredVectors, Stretch, Wording, stretch_of
from qa.insights.grouping import Vectors
from qa.insights.question_groups import question_groups
from qa.insights.question_log import QuestionLog
from qa.insights.report import Day, Insights, Levels, QuestionGroup, Speed, Verdicts
from qa.insights.summary import summary
from qa.schemas import Level

ANSWERED = Level.ANSWERED.value
DAYS = 30
MOST_DAYS = 366
WEEK = timedelta(days=7)
MOST_SLOWEST = 10
MOST_COMMENTS = 50
#: Stretches of time that are remembered.
MOST_SEEN = 8
#: A question that was asked more rarely is not among the most asked.
LEAST_ASKED = 2


class InsightsReader:
    """Looks at a data folder's questions.  Safe to call from many threads.

    What was found is remembered until a question or a verdict is added or erased.

    Args:
        log: The question log.
        feedback: The verdicts of people.
        retention_days: How long questions are kept, to be told.
    """

    def __init__(self, log: QuestionLog, feedback: FeedbackStore, retention_days: int) -> None:
        self._log = log
        self._feedback = feedback
        self._retention_days = retention_days
        self._looking = threading.Lock()
        self._seen: dict[Stretch, tuple[object, Insights]] = {}

    def look(self, days: int = DAYS, collection: str | None = None, today: date | None = None) -> Insights:
        """What was asked in the last days, and what became of it.

        Args:
            days: How many days, with today.
            collection: Only what concerns this collection; None for all.
            today: By UTC.
        """
        stretch = stretch_of(days, collection, today)
        with self._looking:
            mark = (self._log.mark(), self._feedback.mark())
            seen, found = self._seen.get(stretch, (None, None))
            if found is None or seen != mark:
                found = self._found(stretch)
                self._seen = {**dict([*self._seen.items()][1 - MOST_SEEN :]), stretch: (mark, found)}
            return found

    def _found(self, stretch: Stretch) -> Insights:
        week = stretch_of(WEEK.days, stretch.collection, stretch.until)
        told = self._feedback.since(min(stretch.since, week.since).isoformat(), stretch.collection)
        days = (stretch.until - stretch.since).days + 1
        found = Insights(
            days=days,
            since=stretch.since.isoformat(),
            until=stretch.until.isoformat(),
            collection=stretch.collection,
            retention_days=self._retention_days,
            summary=summary(Levels(), Levels(), (), Verdicts(), Speed()),
            levels=Levels(),
            by_day=[Day(day=(stretch.since + timedelta(days=n)).isoformat()) for n in range(days)],
            unanswered=[],
            most_asked=[],
            speed=Speed(),
            by_collection=[],
            by_key=[],
            verdicts=_verdicts(told, stretch.since),
        )
        with self._log.reading() as db:
            if db is not None:
                vectors = StoredVectors(db)
                _fill(found, db, stretch, vectors)
                found.summary = _week(db, week, vectors, _verdicts(told, week.since))
        return found


def _fill(found: Insights, db: sqlite3.Connection, stretch: Stretch, stored: StoredVectors) -> None:
    wordings = counts.wordings(db, stretch)
    vectors = stored.of(wordings)
    found.levels = counts.levels(db, stretch)
    found.by_day = counts.by_day(db, stretch)
    found.unanswered = _unanswered(wordings, vectors)
    most = question_groups(wordings, vectors)
    found.most_asked = [group for group in most if group.asked >= LEAST_ASKED]
    slowest = sorted(wordings, key=lambda one: -one.milliseconds)[:MOST_SLOWEST]
    found.speed = _speed(db, stretch, found.levels.asked)
    found.speed.slowest = [one.shown for one in slowest]
    found.by_collection = counts.by_collection(db, stretch)
    found.by_key = counts.by_key(db, stretch)


def _unanswered(wordings: Sequence[Wording], vectors: Vectors) -> list[QuestionGroup]:
    places = [n for n, one in enumerate(wordings) if one.level != ANSWERED]
    return question_groups([wordings[n] for n in places], vectors[places])


def _week(db: sqlite3.Connection, week: Stretch, stored: StoredVectors, verdicts: Verdicts) -> list[str]:
    before = week._replace(since=week.since - WEEK, until=week.until - WEEK)
    asked = counts.levels(db, week)
    missing = [one for one in counts.wordings(db, week) if one.level != ANSWERED]
    grouped = question_groups(missing, stored.of(missing))
    return summary(asked, counts.levels(db, before), grouped, verdicts, _speed(db, week, asked.asked))


def _speed(db: sqlite3.Connection, stretch: Stretch, asked: int) -> Speed:
    half, most = (counts.quantile(db, stretch, share, asked) for share in (0.5, 0.95))
    return Speed(half=half, most=most)


def _verdicts(feedback: list[StoredFeedback], since: date) -> Verdicts:
    """The verdicts since a day; they come newest first."""
    given = [one for one in feedback if one.created >= since.isoformat()]
    reasons = Counter(one.wrong.value for one in given if one.wrong)
    telling = [one for one in given if one.wrong or (one.comment or "").strip()]
    return Verdicts(
        up=sum(one.verdict is Verdict.UP for one in given),
        down=sum(one.verdict is Verdict.DOWN for one in given),
        reasons=dict(reasons.most_common()),
        latest=telling[:MOST_COMMENTS],
    )
