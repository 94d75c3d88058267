"""Measures of time: how long a client waits for a response, in milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from eval.measures.measure import Case, Floats, Measure, Overall

THROUGHPUT = Measure("questions/s", "responses per second, at the run's number of parallel clients")


def waits(cases: Sequence[Case]) -> Floats:
    """The waiting times of all responses in milliseconds, shape `(responses, 1)`."""
    times = [case.outcome.milliseconds for case in cases if not case.failed]
    return np.array(times, np.float64).reshape(-1, 1)


def percentile(percent: float, rows: Floats) -> float:
    """The percentile, interpolated linearly; NaN if there are no rows."""
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
