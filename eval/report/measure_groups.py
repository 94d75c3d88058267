"""The measures in the order and under the headings of a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from eval.measures import abstention, answers, calibration, citations, claims, latency, ranking
from eval.measures.measure import Measure
from eval.measures.registry import MEASURES
from eval.measures.summary import Metric

_GROUPS = {
    "Finding the passage": ranking.MEASURES,
    "Answering": answers.MEASURES,
    "Citing": citations.MEASURES,
    "Knowing when not to answer": (*abstention.MEASURES, *(one.measure for one in abstention.OVERALL)),
    "Meaning the probability shown": (
        *calibration.CALIBRATION.measures,
        *(one.measure for one in calibration.OVERALL),
    ),
    "Showing competing claims": claims.MEASURES,
    "Time": (*(one.measure for one in latency.OVERALL), latency.THROUGHPUT),
}
#: The figures that a reader looks for first, as far as the run has them.
HEADLINES = ("F1 shown", "Success@1", "nDCG@10", "error rate", "citation integrity", "ECE", "p50 ms")
#: Measures drawn by tag.
BY_TAG = ("F1 shown", "Success@1", "error rate")
#: Measures listed by tag.
TAG_COLUMNS = ("EM", "F1", "F1 shown", "Success@1", "nDCG@10", "error rate", "answered", "refused", "p50 ms")
MILLISECONDS = " ms"


class Group(NamedTuple):
    """A heading and the metrics under it."""

    name: str
    rows: list[tuple[Measure, Metric]]


def groups(metrics: Mapping[str, Metric]) -> list[Group]:
    """The metrics of a run, grouped; measures unknown to this version stand last under their own name."""
    found = [
        Group(name, [(one, metrics[one.name]) for one in measures if one.name in metrics])
        for name, measures in _GROUPS.items()
    ]
    known = {one.name for measures in _GROUPS.values() for one in measures}
    other = [
        (MEASURES.get(name, Measure(name, "")), metric)
        for name, metric in metrics.items()
        if name not in known
    ]
    return [group for group in (*found, Group("Other", other)) if group.rows]


def headlines(metrics: Mapping[str, Metric]) -> list[tuple[Measure, Metric]]:
    """The metrics to show first."""
    return [(MEASURES[name], metrics[name]) for name in HEADLINES if name in metrics]


def figure(measure: str, value: float) -> str:
    """A value as it is written: times short, all else to three decimals."""
    if measure.endswith(MILLISECONDS) or abs(value) >= 10:
        return f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"
    return f"{value:.3f}"


def between(metric: Metric) -> str:
    """A metric's interval in words; empty where there is none."""
    if metric.interval is None:
        return ""
    low, high = (figure(metric.measure, end) for end in metric.interval)
    return f"{low} to {high}"
