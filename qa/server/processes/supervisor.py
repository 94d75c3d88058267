"""Starts the processes of a server, starts each again that dies, and stops them all.

The processes are forked, so they share the memory of the code, and they inherit the listening socket: a
connection waits there while a process is started again, and another takes it.  The supervisor itself
loads no model and starts no thread.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from qa.server.processes.board import Board, Place, Stage
from qa.server.processes.shared_counts import forget_process

log = logging.getLogger(__name__)

#: How often the processes are looked at.
TICK_SECONDS = 0.05
#: A process that has not run its event loop for so long is killed and started again.
SILENCE_SECONDS = 60.0
#: How long processes may take to stop; then they are killed.
SECONDS_TO_STOP = 9.0
#: After a process died, it is started again at once, but not more often than this.
SECONDS_BETWEEN_STARTS = 1.0

#: What a process does: serve until it is told to stop, and return its exit status.
Work = Callable[[Place], int]


class Supervisor:
    """The parent of the processes of a server.

    Args:
        work: What each process does.
        board: Has a place for each.
        all_ready: Called once, when all are ready for the first time.
    """

    def __init__(self, work: Work, board: Board, all_ready: Callable[[], None]) -> None:
        self._work = work
        self._board = board
        self._all_ready = all_ready
        self._numbers: dict[int, int] = {}
        self._started: dict[int, float] = {}
        self._stopping = False
        self._was_ready = False
        # Processes read from this end-of-file when the supervisor is gone.
        self._lifeline, self._held = os.pipe()

    def run(self) -> int:
        """Serve until SIGTERM or SIGINT; returns the exit status.

        A process that ends before all were ready once stops the others: it would fail again.
        """
        before = {one: signal.signal(one, self._on_signal) for one in (signal.SIGTERM, signal.SIGINT)}
        gc.freeze()  # so that collecting garbage in a process does not copy what all share
        try:
            for number in range(self._board.processes):
                self._start(number)
            status = 0
            while not self._stopping:
                status = self._look()
                time.sleep(TICK_SECONDS)
            return self._stop() or status
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    # Starting ----------------------------------------------------------------------------------------------

    def _start(self, number: int) -> None:
        self._board.write(number, Stage.LOADING)
        self._board.write_connections(number, 0)
        self._started[number] = time.monotonic()
        sys.stdout.flush()
        sys.stderr.flush()
        if pid := os.fork():
            self._numbers[pid] = number
        else:
            self._be(number)

    def _be(self, number: int) -> NoReturn:
        """What a new process does; it never returns into the code of its parent."""
        status = 1
        try:
            os.setsid()  # Ctrl-C is for the supervisor, which then stops this process
            os.close(self._held)
            for one in (signal.SIGTERM, signal.SIGINT):
                signal.signal(one, signal.SIG_DFL)
            threading.Thread(target=_end_with, args=(self._lifeline,), name="parent", daemon=True).start()
            status = self._work(self._board.place(number))
        except BaseException:
            log.exception("Process %d of the server failed.", os.getpid())
        finally:
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    # Watching ----------------------------------------------------------------------------------------------

    def _look(self) -> int:
        """Start again what has died, kill what hangs; returns the exit status if that must be the end."""
        for pid, status in self._ended():
            number = self._numbers.pop(pid)
            forget_process(pid)
            if not self._was_ready:
                self._stopping = True
                return os.waitstatus_to_exitcode(status) or 1
            log.error("Process %d ended (%d). Another takes its place.", pid, status)
            self._board.write(number, Stage.LOADING)
        running = {*self._numbers.values()}
        for number in range(self._board.processes):
            if number not in running and self._age(number) > SECONDS_BETWEEN_STARTS:
                self._start(number)
        for pid, number in self._numbers.items():
            beat, stage = self._board.read(number)
            if stage is Stage.READY and time.monotonic() - beat > SILENCE_SECONDS:
                log.error("Process %d does not answer and is killed.", pid)
                os.kill(pid, signal.SIGKILL)
        if not self._was_ready and all(stage is Stage.READY for stage in self._board.stages):
            self._was_ready = True
            self._all_ready()
        return 0

    def _age(self, number: int) -> float:
        return time.monotonic() - self._started[number]

    def _ended(self) -> list[tuple[int, int]]:
        """The processes that have ended, with their status."""
        found = []
        for pid in [*self._numbers]:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                found.append((pid, status))
        return found

    # Stopping ----------------------------------------------------------------------------------------------

    def _stop(self) -> int:
        """Stop all processes; returns 1 if one had to be killed."""
        for number in range(self._board.processes):
            self._board.write(number, Stage.STOPPING)
        for pid in self._numbers:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_STOP
        while self._numbers and time.monotonic() < deadline:
            for pid, _ in self._ended():
                del self._numbers[pid]
            time.sleep(TICK_SECONDS)
        for pid in self._numbers:
            log.error("Process %d did not stop within %g seconds and is killed.", pid, SECONDS_TO_STOP)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        return 1 if self._numbers else 0


def done_by_a_child(do: Callable[[], int]) -> int:
    """Do something in a process of its own, so that this one stays small; returns its exit status."""
    pid = os.fork()
    if not pid:
        status = 1
        try:
            status = do()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _end_with(lifeline: int) -> None:
    """Stop this process when the supervisor is gone."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
