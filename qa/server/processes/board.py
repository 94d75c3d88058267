"""What the processes of one server say of themselves, in memory that all of them share.

The memory is anonymous and shared by processes that are forked after it is made.  A record is written by
one process at a time and is so small that a reader sees the old one or the new one.
"""

from __future__ import annotations

import mmap
import secrets
import struct
import time
from enum import StrEnum

from qa.server.auth.rate_limit import TokenBuckets

#: When a process last ran its event loop (monotonic seconds), and its stage.
_RECORD = struct.Struct("=dB")
#: The bytes of a number of connections.
_COUNT_SIZE = struct.calcsize("I")


class Stage(StrEnum):
    """How far a process has started."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"
    STOPPING = "stopping"


_STAGES = [*Stage]


class Board:
    """A record for each process of a server.

    Args:
        processes: How many there are.
    """

    def __init__(self, processes: int = 1) -> None:
        self._memory = mmap.mmap(-1, processes * _RECORD.size)
        self._connections = memoryview(mmap.mmap(-1, processes * _COUNT_SIZE)).cast("I")
        self.processes = processes
        #: The requests of each key in all processes.
        self.minute_limit = TokenBuckets()
        #: Random, new at every start of the server, and the same in all its processes.
        self.instance = secrets.token_hex(8)

    def place(self, number: int) -> Place:
        """The record of one process, counted from 0."""
        return Place(self, number)

    def read(self, number: int) -> tuple[float, Stage]:
        """When a process last showed that it runs, and its stage."""
        beat, stage = _RECORD.unpack_from(self._memory, number * _RECORD.size)
        return beat, _STAGES[stage]

    def write(self, number: int, stage: Stage) -> None:
        """Say the stage of a process; that it runs, too."""
        record = time.monotonic(), _STAGES.index(stage)
        _RECORD.pack_into(self._memory, number * _RECORD.size, *record)

    def connections(self, number: int) -> int:
        """How many connections a process has."""
        return self._connections[number]

    def write_connections(self, number: int, count: int) -> None:
        """Say how many connections a process has."""
        self._connections[number] = count

    @property
    def stages(self) -> list[Stage]:
        """Those of all processes."""
        return [self.read(number)[1] for number in range(self.processes)]


class Place:
    """One process's own record on the board.

    Args:
        number: Of the process, from 0.
    """

    def __init__(self, board: Board, number: int) -> None:
        self.board = board
        self.number = number

    @property
    def stage(self) -> Stage:
        """How far this process has started."""
        return self.board.read(self.number)[1]

    @stage.setter
    def stage(self, stage: Stage) -> None:
        self.board.write(self.number, stage)

    @property
    def connections(self) -> int:
        """How many connections this process has."""
        return self.board.connections(self.number)

    @connections.setter
    def connections(self, count: int) -> None:
        self.board.write_connections(self.number, count)
