"""How long a client waits, in milliseconds, over the questions that got a response."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from eval.measures.measure import Case, Floats, Measure, Overall

THROUGHPUT = Measure("questions/s", "responses in a second of the run, at its own number of parallel clients")


def waits(cases: Sequence[Case]) -> Floats:
    """A row for each response: milliseconds."""
    times = [case.outcome.milliseconds for case in cases if not case.failed]
    return np.array(times, np.float64).reshape(-1, 1)


def percentile(percent: float, rows: Floats) -> float:
    """The percentile, interpolated linearly between neighbours; NaN of nothing."""
    return float(np.percentile(rows, percent)) if len(rows) else float("nan")


def throughput(cases: Sequence[Case], seconds: float) -> float:
    """Responses in a second, given how long the whole run took."""
    return len(waits(cases)) / seconds


OVERALL = tuple(
    Overall(
        Measure(f"p{percent} ms", f"{percent}% of responses came within this time", False),
        waits,
        partial(percentile, percent),
    )
    for percent in (50, 95, 99)
)
