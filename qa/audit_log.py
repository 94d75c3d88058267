"""The audit log: who asked, read, added, deleted, signed in, changed keys; one JSON object a line.

It is a file for each day (UTC) in the data folder, only ever added to.  No text of a document stands in it,
and the text of questions only by setting.  Files older than the setting says are deleted.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from index.private_files import FILE, private_folder
from qa.settings import Settings

log = logging.getLogger(__name__)

FOLDER = "audit"
SUFFIX = ".jsonl"


class AuditLog:
    """The audit log of a data folder.  Safe to use from many threads and processes.

    Args:
        settings: Where it is, how long it is kept, whether it has the text of questions.
    """

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.home / FOLDER
        self._days = settings.audit_days
        self._questions = settings.audit_questions
        self._today = ""

    def add(self, event: str, who: str, about: Mapping[str, Any] | None = None) -> None:
        """Add a line.  Where that cannot be written, the service's own log says so.

        Args:
            event: What was done.
            who: The id of a key or a person; who uses the command line; empty where no key is needed.
            about: More: collections, ids of documents, the status of the answer.
        """
        if not self._days:
            return
        now = datetime.now(UTC)
        kept = {name: value for name, value in (about or {}).items() if name != "question" or self._questions}
        line = json.dumps({"at": now.isoformat(timespec="milliseconds"), "event": event, "who": who, **kept})
        try:
            self._append(now.date(), line)
        except OSError as error:
            log.error("The audit log cannot be written: %s", error)

    def _append(self, day: date, line: str) -> None:
        name = day.isoformat()
        if name != self._today:
            private_folder(self.folder)
            self._delete_old(day)
            self._today = name
        handle = os.open(self.folder / (name + SUFFIX), os.O_CREAT | os.O_APPEND | os.O_WRONLY, FILE)
        try:
            os.write(handle, line.encode() + b"\n")  # in one piece: lines of several processes never mix
        finally:
            os.close(handle)

    def _delete_old(self, today: date) -> None:
        oldest = (today - timedelta(days=self._days)).isoformat()
        for path in self._files():
            if path.stem < oldest:
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{SUFFIX}"))

    def read(self, since: str = "") -> Iterator[dict[str, Any]]:
        """The lines from a day on, oldest first; one that a full disk cut short is left out."""
        for path in self._files():
            if path.stem >= since[:10]:
                with path.open(encoding="utf-8", errors="replace") as lines:
                    for line in lines:
                        try:
                            found = json.loads(line)
                        except ValueError:
                            continue
                        if found["at"] >= since:
                            yield found
