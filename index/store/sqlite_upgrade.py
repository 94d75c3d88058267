"""Bring an SQLite file from an older format to the newest, in one transaction, and say so in one line."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

log = logging.getLogger(__name__)

#: A file of more bytes is announced before it is upgraded: that takes a while.
ANNOUNCED_BYTES = 64 << 20


class Upgrade(NamedTuple):
    """One step from a format to the next.

    Args:
        statements: Its SQL, each statement ending in a semicolon.
        what: What it adds, in a few words.
        prepare: Called with the connection before, to add functions that the statements call.
    """

    statements: str
    what: str
    prepare: Callable[[sqlite3.Connection], object] = lambda db: None


def upgraded(db: sqlite3.Connection, path: Path, upgrades: Mapping[int, Upgrade]) -> int:
    """The format of a file after all upgrades that there are for it.

    They are one transaction: a process that is killed meanwhile leaves the file as it was, and the next one
    begins again.  The caller keeps other processes away.
    """
    (found,) = db.execute("PRAGMA user_version").fetchone()
    steps, to = [], int(found)
    while step := upgrades.get(to):
        steps.append(step)
        to += 1
    if not steps:
        return to
    for step in steps:
        step.prepare(db)
    what = "; ".join(step.what for step in steps)
    if path.stat().st_size > ANNOUNCED_BYTES:
        log.warning("%s: format %d is being upgraded to %d: %s.", path, found, to, what)
    began = time.monotonic()
    statements = "\n".join(step.statements for step in steps)
    db.executescript(f"BEGIN IMMEDIATE; {statements} PRAGMA user_version = {to}; COMMIT;")
    seconds = time.monotonic() - began
    log.warning("%s: format %d became %d in %.1f s: %s.", path, found, to, seconds, what)
    return to
