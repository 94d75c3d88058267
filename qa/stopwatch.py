"""How long each stage of a request takes."""

from __future__ import annotations

import time


class Stopwatch:
    """Names the milliseconds that each stage took."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Note the time since the last lap as that of `stage`, and the total."""
        now = time.perf_counter()
        self.laps[stage] = round(1e3 * (now - self._last), 3)
        self.laps["total"] = round(1e3 * (now - self._start), 3)
        self._last = now
