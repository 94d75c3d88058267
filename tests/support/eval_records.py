"""What two records of runs must have in common."""

from __future__ import annotations

from dataclasses import replace

from eval.question_outcome import Outcome
from eval.run_record import Run

LATENCY = {"p50 ms", "p95 ms", "p99 ms", "questions/s"}


def without_times(run: Run) -> tuple[list[Outcome], object, object]:
    """Outcomes, metrics and values of a run, without those that depend on the clock."""
    outcomes = [replace(outcome, milliseconds=0.0) for outcome in run.outcomes]
    metrics = {name: metric for name, metric in run.metrics.items() if name not in LATENCY}
    return outcomes, metrics, run.values
