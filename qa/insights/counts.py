"""What the question log says of a stretch of time: counts by day, collection, key and wording."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from qa.insights.grouping import Vectors
from qa.insights.report import Day, Levels, Named, QuestionCount

_LEVELS = "sum(level = 'answered'), sum(level = 'unsure'), sum(level = 'nothing')"
_WORDINGS = """
    WITH latest AS (SELECT max(key) AS key, count(*) AS times, max(milliseconds) AS slowest
                    FROM questions {where} GROUP BY words)
    SELECT key, id, standalone, times, asked, level, answer, slowest, words
    FROM latest JOIN questions USING (key) ORDER BY times DESC, key DESC"""


class Stretch(NamedTuple):
    """Which questions are looked at.

    Args:
        since: The first day.
        until: The last day.
        collection: Only those that searched it; None for all.
    """

    since: date
    until: date
    collection: str | None = None

    @property
    def _where(self) -> str:
        within = "WHERE asked >= :since AND asked < :end"
        if self.collection is None:
            return within
        return within + " AND key IN (SELECT question FROM searched WHERE collection = :collection)"

    @property
    def _values(self) -> dict[str, str | None]:
        end = self.until + timedelta(days=1)
        return {"since": self.since.isoformat(), "end": end.isoformat(), "collection": self.collection}

    def rows(self, db: sqlite3.Connection, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query whose `{where}` keeps these questions."""
        text = query.replace("{where}", self._where)
        rows: list[tuple[Any, ...]] = db.execute(text, {**self._values, **values}).fetchall()
        return rows


def stretch_of(days: int, collection: str | None = None, today: date | None = None) -> Stretch:
    """The last days, with today (UTC)."""
    until = today or datetime.now(UTC).date()
    return Stretch(until - timedelta(days=days - 1), until, collection)


class Wording(NamedTuple):
    """Questions with the same words; all but `times` and `milliseconds` is of the latest of them.

    Args:
        key: Its key in the log.
        id: Its id.
        question: As it was searched.
        times: How often.
        last: When.
        level: What became of it.
        answer: What was shown.
        milliseconds: What the slowest of them took.
        words: What they have in common.
    """

    key: int
    id: str
    question: str
    times: int
    last: str
    level: str
    answer: str | None
    milliseconds: float
    words: str

    @property
    def shown(self) -> QuestionCount:
        """What is shown of them."""
        return QuestionCount(
            id=self.id,
            question=self.question,
            asked=self.times,
            last=self.last,
            level=self.level,
            answer=self.answer,
            milliseconds=round(self.milliseconds, 1),
        )


def levels(db: sqlite3.Connection, stretch: Stretch) -> Levels:
    """How many were answered."""
    ((answered, unsure, nothing),) = stretch.rows(db, f"SELECT {_LEVELS} FROM questions {{where}}")
    return Levels(answered=answered or 0, unsure=unsure or 0, nothing=nothing or 0)


def by_day(db: sqlite3.Connection, stretch: Stretch) -> list[Day]:
    """The same of every day."""
    query = f"SELECT substr(asked, 1, 10) AS day, {_LEVELS} FROM questions {{where}} GROUP BY day"
    found = {day: counts for day, *counts in stretch.rows(db, query)}
    days = (stretch.since + timedelta(days=n) for n in range((stretch.until - stretch.since).days + 1))
    return [
        Day(day=name, **dict(zip(Levels.model_fields, found.get(name, (0, 0, 0)), strict=True)))
        for name in (day.isoformat() for day in days)
    ]


def by_collection(db: sqlite3.Connection, stretch: Stretch) -> list[Named]:
    """The same of every collection; a question over several counts for each."""
    query = f"""SELECT s.collection, s.collection, {_LEVELS} FROM searched s
        JOIN (SELECT key, level FROM questions {{where}}) q ON q.key = s.question GROUP BY s.collection"""
    return _named(stretch.rows(db, query))


def by_key(db: sqlite3.Connection, stretch: Stretch) -> list[Named]:
    """The same of every key."""
    query = f"SELECT api_key, max(api_key_name), {_LEVELS} FROM questions {{where}} GROUP BY api_key"
    return _named(stretch.rows(db, query))


def _named(rows: Sequence[tuple[Any, ...]]) -> list[Named]:
    found = [
        Named(name=name, title=title, answered=answered, unsure=unsure, nothing=nothing)
        for name, title, answered, unsure, nothing in rows
    ]
    return sorted(found, key=lambda one: (-one.asked, one.name))


def wordings(db: sqlite3.Connection, stretch: Stretch) -> list[Wording]:
    """The different questions, the most frequent first, the latest first among those."""
    return [Wording._make(row) for row in stretch.rows(db, _WORDINGS)]


def quantile(db: sqlite3.Connection, stretch: Stretch, share: float, asked: int) -> float:
    """The milliseconds that this share of the questions took at most; 0 where there are none."""
    query = "SELECT milliseconds FROM questions {where} ORDER BY milliseconds LIMIT 1 OFFSET :before"
    found = stretch.rows(db, query, before=max(0, int(share * asked + 0.5) - 1))
    return round(float(found[0][0]), 1) if found else 0.0


class StoredVectors:
    """The vectors of questions by the latest model, read at once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        latest = db.execute(
            "SELECT model, length(vector) FROM vectors JOIN questions USING (words) ORDER BY key DESC LIMIT 1"
        ).fetchone()
        self._size: int
        model, self._size = latest or ("", np.dtype(np.float16).itemsize)
        rows = db.execute("SELECT words, vector FROM vectors WHERE model = ?", (model,))
        self._stored: dict[str, bytes] = dict(rows.fetchall())

    def of(self, wordings: Sequence[Wording]) -> Vectors:
        """Shape `(n, dimension)`, unit length; zeros for a question that has none yet."""
        zeros = bytes(self._size)
        packed = b"".join([self._stored.get(one.words, zeros) for one in wordings])
        halves = np.frombuffer(packed, np.float16)
        return halves.reshape(len(wordings), self._size // halves.itemsize).astype(np.float32)
