"""A file from which ranges can be erased in place, with a checksum that follows.

It is done in two steps.  Before a deletion is committed the ranges are noted; after it they are overwritten
with zeros, again if that was interrupted.  A note whose deletion was not committed is dropped.  Only the
holder of the writer lock changes anything.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from index.atomic_file import atomic_file
from index.store.placed_sum import MODULUS, placed_sum

#: Bytes that are read at once to be verified.
_READ_TOGETHER = 8 << 20


class _State(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    size: int
    sum: int
    announced: list[int] = []
    ranges: list[tuple[int, int]] = []
    sum_then: int = 0


class ErasableFile:
    """A file and, beside it, its size, its checksum, and what is about to be erased.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._beside = path.with_name(f"{path.stem}.state.columns")

    def seal(self) -> None:
        """Make the file durable as it is, and keep its checksum."""
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())
        self._keep(_State(size=self.path.stat().st_size, sum=self._sum()))

    def verify(self, *, whole: bool) -> None:
        """Compare the file with its size and, if `whole`, with its checksum.

        Raises:
            ValueError, OSError: It is another one.
        """
        state = self._state()
        if self.path.stat().st_size != state.size:
            raise ValueError(f"{self.path.name} has another size")
        if whole and not state.announced and self._sum() != state.sum:
            raise ValueError(f"the checksum of {self.path.name} is wrong")

    def announce(self, ids: Sequence[int], ranges: Sequence[tuple[int, int]]) -> None:
        """Note that these ranges, which are of passages with these ids, are about to be erased."""
        state = self._state()
        state.announced, state.ranges = [*ids], [*ranges]
        taken = 0
        with self.path.open("rb") as file:
            for first, last in ranges:
                file.seek(first)
                taken += placed_sum(np.frombuffer(file.read(last - first), np.uint8), first)
        state.sum_then = (state.sum - taken) % MODULUS
        self._keep(state)

    def finish(self, are_there: Callable[[Sequence[int]], Collection[int]]) -> None:
        """Erase what is noted, unless any of its passages is still there."""
        state = self._state()
        if not state.announced:
            return
        if not are_there(state.announced):
            with self.path.open("r+b") as file:
                for first, last in state.ranges:
                    file.seek(first)
                    file.write(bytes(last - first))
                file.flush()
                os.fsync(file.fileno())
            state.sum = state.sum_then
        self._keep(_State(size=state.size, sum=state.sum))

    def _sum(self) -> int:
        total = at = 0
        with self.path.open("rb") as file:
            while data := file.read(_READ_TOGETHER):
                total += placed_sum(np.frombuffer(data, np.uint8), at)
                at += len(data)
        return total % MODULUS

    def _keep(self, state: _State) -> None:
        text = state.model_dump_json().encode()
        with atomic_file(self._beside) as file:
            file.write(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)

    def _state(self) -> _State:
        checksum, _, text = self._beside.read_bytes().partition(b"\n")
        if checksum != hashlib.sha256(text).hexdigest().encode():
            raise ValueError("the checksum of its state is wrong")
        return _State.model_validate_json(text)
