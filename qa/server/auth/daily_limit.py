"""Requests a day, counted on disk, so that the count survives a restart and all processes share it."""

from __future__ import annotations

import logging
import math
import sqlite3
from collections import Counter
from datetime import UTC, datetime, time, timedelta

from index.errors import StorageFull, StorageUnusable
from qa.server.auth.database import Database

log = logging.getLogger(__name__)

#: Seconds to wait for another writer before a request is counted in memory instead.
LOCK_SECONDS = 0.25

_COUNT = """
INSERT INTO usage (key, day, requests) VALUES (:key, :day, 1)
ON CONFLICT DO UPDATE SET requests = requests + 1 WHERE requests < :limit
"""
_SET_LAST_USED = "UPDATE keys SET last_used = :hour WHERE id = :key AND last_used IS NOT :hour"


class DailyLimit:
    """Counts each key's requests of the day (UTC), and records the hour of the last one.

    Args:
        database: Where the counts are stored.
    """

    def __init__(self, database: Database) -> None:
        self._connections = database.connections("NORMAL", LOCK_SECONDS)
        self._unsaved: Counter[tuple[str, str]] = Counter()

    def take(self, key: str, limit: int, now: datetime) -> bool:
        """Count a request; False if the key has sent `limit` requests today already.

        If the count cannot be written (the disk is full or the file is locked), it is kept in memory.
        """
        day, hour = now.date().isoformat(), now.replace(minute=0, second=0, microsecond=0).isoformat()
        try:
            with self._connections.transaction() as db:
                taken = db.execute(_COUNT, {"key": key, "day": day, "limit": limit}).rowcount > 0
                db.execute(_SET_LAST_USED, {"key": key, "hour": hour})
        except (sqlite3.OperationalError, StorageFull, StorageUnusable) as error:
            log.warning("Requests are counted in memory only, because the count cannot be written: %s", error)
            taken = self._counted(key, day) < limit
            self._unsaved[key, day] += taken
        return taken

    def _counted(self, key: str, day: str) -> int:
        row = self._connections.connection.execute(
            "SELECT requests FROM usage WHERE key = ? AND day = ?", (key, day)
        ).fetchone()
        return (row[0] if row else 0) + self._unsaved[key, day]

    def close(self) -> None:
        """Close this thread's connection."""
        self._connections.close()


def seconds_until_tomorrow(now: datetime) -> int:
    """Whole seconds until the next day (UTC) begins, at least 1."""
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), UTC)
    return max(1, math.ceil((tomorrow - now).total_seconds()))
