"""The journal of an unfinished run, so that a run that was stopped or killed can go on.

`outcomes.jsonl` exists while a run is unfinished.  Its first line says what is being measured; each further
line is an outcome.  After a kill, what follows the last complete line is cut off.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from eval.asker import Answered
from eval.jsonable import jsonable
from index.errors import InvalidInput
from index.store.catalog import now

JOURNAL = "outcomes.jsonl"
SECONDS_BETWEEN_SYNCS = 2.0

_ANSWERED = TypeAdapter(Answered)


class Journal:
    """The outcomes of an unfinished run.

    Args:
        folder: Where the journal is; the caller holds its lock (see `locked`).
        key: What is measured.  Outcomes of another key are dropped.

    Attributes:
        began: When the run began, in ISO 8601.
        answered: Outcomes by question id.  Errors are left out, so that their questions are asked again.
        dropped: Names of the settings in which the dropped run differs; empty where nothing was dropped.
    """

    def __init__(self, folder: Path, key: Mapping[str, Any]) -> None:
        self._path = folder / JOURNAL
        self.began = now()
        self.answered: dict[str, Answered] = {}
        self.dropped: tuple[str, ...] = ()
        self._synced = time.monotonic()
        whole = self._read(key)
        self._file = self._path.open("r+b" if whole else "wb")
        if whole:
            self._file.truncate(whole)
            self._file.seek(whole)
        else:
            self._write({"key": jsonable(key), "began": self.began})
            self._sync()

    def add(self, answered: Answered) -> None:
        """Keep an outcome."""
        self.answered[answered.outcome.question_id] = answered
        self._write(jsonable(answered))
        if time.monotonic() - self._synced > SECONDS_BETWEEN_SYNCS:
            self._sync()

    def finish(self) -> None:
        """Remove the journal, once the record is written."""
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sync()
        self._file.close()

    def _write(self, value: object) -> None:
        self._file.write(json.dumps(value, ensure_ascii=False, allow_nan=False).encode() + b"\n")
        self._file.flush()

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def _read(self, key: Mapping[str, Any]) -> int:
        """Read outcomes of the same key; returns how many bytes of the file are complete lines."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return 0
        lines = data.split(b"\n")[:-1]
        head = _parsed(lines[0]) if lines else None
        if not isinstance(head, dict) or not isinstance(head.get("key"), dict):
            return 0
        wanted = json.loads(json.dumps(jsonable(key)))
        self.dropped = tuple(_differences(head["key"], wanted))
        if self.dropped:
            return 0
        self.began = str(head.get("began", self.began))
        whole = len(lines[0]) + 1
        for line in lines[1:]:
            try:
                answered = _ANSWERED.validate_json(line)
            except ValidationError:
                break
            if answered.outcome.error:
                self.answered.pop(answered.outcome.question_id, None)
            else:
                self.answered[answered.outcome.question_id] = answered
            whole += len(line) + 1
        return whole


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make a folder for a run and lock it.  Raises `InvalidInput` if another run has the lock."""
    hint = "Name another folder with --out."
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise InvalidInput(f"It cannot be used: {error.strerror}.", field=str(folder), hint=hint) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise InvalidInput("Another run is writing here.", field=str(folder), hint=hint) from error
    try:
        yield
    finally:
        os.close(handle)


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _differences(old: Mapping[str, Any], new: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Dotted names of the entries in which two nested mappings differ."""
    for name in [*new, *(name for name in old if name not in new)]:
        one, other = old.get(name), new.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            yield from _differences(one, other, f"{prefix}{name}.")
        elif one != other:
            yield f"{prefix}{name}"
