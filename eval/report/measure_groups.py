"""The groups of measures in a report, with their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from eval.measures import abstention, answers, calibration, citations, claims, kinds, latency, levels, ranking
from eval.measures.measure import Measure
from eval.measures.registry import MEASURES
from eval.measures.summary import Metric

_GROUPS = {
    "Retrieval": ranking.MEASURES,
    "Answers": answers.MEASURES,
    "Lists, sentences, verdicts": kinds.MEASURES,
    "Citations": citations.MEASURES,
    "Levels": (*levels.MEASURES, *(one.measure for one in levels.OVERALL)),
    "Abstention": (*abstention.MEASURES, *(one.measure for one in abstention.OVERALL)),
    "Calibration": (
        *calibration.CALIBRATION.measures,
        *(one.measure for one in calibration.OVERALL),
    ),
    "Competing claims": claims.MEASURES,
    "Time": (*(one.measure for one in latency.OVERALL), latency.THROUGHPUT),
}
#: The measures shown first, as far as the run has them.
HEADLINES = (
    "usable",
    "F1 shown",
    "Success@1",
    "nDCG@10",
    "error rate",
    "citation integrity",
    "ECE",
    "p50 ms",
)
#: Measures drawn by kind of question.
BY_KIND = ("usable", "error rate", "wrong refusal")
#: Measures listed by kind of question.
KIND_COLUMNS = (
    "usable",
    "right answer",
    "answered",
    "unsure",
    "wrong refusal",
    "error rate",
    "refused",
    "F1",
    "list F1",
    "sentence overlap",
    "verdict accuracy",
    "false dispute",
    "Success@1",
    "p50 ms",
)
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
    """The metrics of a run, grouped; measures that this version does not know come last."""
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


def columns_with_values(names: Sequence[str], rows: Mapping[str, Mapping[str, Metric]]) -> list[str]:
    """The measures of `names` that some row has."""
    return [name for name in names if any(name in row for row in rows.values())]


def headlines(metrics: Mapping[str, Metric]) -> list[tuple[Measure, Metric]]:
    """The metrics to show first."""
    return [(MEASURES[name], metrics[name]) for name in HEADLINES if name in metrics]


def figure(measure: str, value: float) -> str:
    """A value as text: times rounded, everything else to three decimals."""
    if measure.endswith(MILLISECONDS) or abs(value) >= 10:
        return f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"
    return f"{value:.3f}"


def between(metric: Metric) -> str:
    """The interval of a metric as text; empty if there is none."""
    if metric.interval is None:
        return ""
    low, high = (figure(metric.measure, end) for end in metric.interval)
    return f"{low} to {high}"
