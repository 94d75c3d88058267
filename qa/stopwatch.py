"""How long each stage of a request takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar

#: Called with each stage when it ends, and the seconds it took.
StageListener = Callable[[str, float], None]
#: Who is told of the stages that are timed in this context.
stage_listener: ContextVar[StageListener | None] = ContextVar("stage_listener", default=None)


class Stopwatch:
    """Names the milliseconds that each stage took."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._tell = stage_listener.get()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Note the time since the last lap as that of `stage`, and the total."""
        now = time.perf_counter()
        self.laps[stage] = round(1e3 * (now - self._last), 3)
        self.laps["total"] = round(1e3 * (now - self._start), 3)
        if self._tell:
            self._tell(stage, now - self._last)
        self._last = now
