"""Requests a day, kept on disk, so that a restart forgets none and processes count together."""

from __future__ import annotations

import logging
import math
import sqlite3
import threading
from collections import Counter
from datetime import UTC, datetime, time, timedelta

from qa.server.auth.database import Database

log = logging.getLogger(__name__)

#: Seconds that a request waits for another writer before it is counted in memory.
PATIENCE = 0.25

_COUNT = """
INSERT INTO usage (key, day, requests) VALUES (:key, :day, 1)
ON CONFLICT DO UPDATE SET requests = requests + 1 WHERE requests < :most
"""
_NOTE = "UPDATE keys SET last_used = :hour WHERE id = :key AND last_used IS NOT :hour"


class DailyCount:
    """Counts each key's requests of the day (UTC), and notes the hour of the last.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._local = threading.local()
        self._unsaved: Counter[tuple[str, str]] = Counter()

    def take(self, key: str, most: int, moment: datetime) -> bool:
        """Count a request; False if the day has had `most` already.

        Where nothing can be written (the disk is full, the file locked) it is counted in memory.
        """
        day, hour = moment.date().isoformat(), moment.replace(minute=0, second=0, microsecond=0).isoformat()
        try:
            db = self._connection
            db.execute("BEGIN IMMEDIATE")
            try:
                taken = db.execute(_COUNT, {"key": key, "day": day, "most": most}).rowcount > 0
                db.execute(_NOTE, {"key": key, "hour": hour})
                db.execute("COMMIT")
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            log.warning("Requests are counted in memory only: %s", error)
            taken = self._counted(key, day) < most
            self._unsaved[key, day] += taken
        return taken

    def _counted(self, key: str, day: str) -> int:
        row = self._connection.execute(
            "SELECT requests FROM usage WHERE key = ? AND day = ?", (key, day)
        ).fetchone()
        return (row[0] if row else 0) + self._unsaved[key, day]

    def close(self) -> None:
        """Close this thread's connection."""
        db = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            self._local.db = None

    @property
    def _connection(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = self._database.connect("NORMAL", PATIENCE)
        return db


def until_tomorrow(moment: datetime) -> int:
    """Whole seconds until the next day (UTC) begins, at least 1."""
    tomorrow = datetime.combine(moment.date() + timedelta(days=1), time(), UTC)
    return max(1, math.ceil((tomorrow - moment).total_seconds()))
