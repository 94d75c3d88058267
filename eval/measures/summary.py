"""Compute all measures of a run: for each question, for the whole run, for each kind and for each tag."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import numpy as np

from eval.measures.latency import THROUGHPUT, throughput
from eval.measures.measure import Case, Overall, Values, make_cases
from eval.measures.registry import FAMILIES, OVERALL, PER_QUESTION
from eval.question_outcome import Outcome
from eval.questions import KINDS, EvalSet
from eval.statistics import Interval, bootstrap_mean, bootstrap_rows, wilson


class Metric(NamedTuple):
    """One computed value.

    Args:
        measure: The measure's name.
        n: Number of questions.
        interval: 95% interval: Wilson's for proportions, else percentile bootstrap over questions; None for
            throughput.
    """

    measure: str
    value: float
    n: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Scored:
    """The values of a run.

    Args:
        values: Values by question id, in the order of the set; a measure that does not apply is absent.
        metrics: Their means, and measures of the whole run, by measure.
        kinds: The same for the questions of each kind, in the order of `KINDS`.
        tags: The same for the questions of each tag.
        failed: Ids of questions without a response.
    """

    values: dict[str, Values]
    metrics: dict[str, Metric]
    kinds: dict[str, dict[str, Metric]]
    tags: dict[str, dict[str, Metric]]
    failed: tuple[str, ...]


def summarise(
    evalset: EvalSet, outcomes: Iterable[Outcome], seconds: float | None = None, seed: int = 0
) -> Scored:
    """Measure a run.  The same outcomes give bit-identical values.

    A question without an outcome has the value 0 in every measure of answers or ranking that applies to it.

    Args:
        seconds: Duration of the run, for the throughput.
        seed: Seed of the bootstrap.

    Raises:
        ValueError: There are two outcomes of a question, or one of a question that is not in the set.
    """
    cases = make_cases(evalset, outcomes)
    rows = question_values(cases)
    metrics = _metrics(cases, rows, seed)
    if seconds:
        n = sum(not case.failed for case in cases)
        metrics[THROUGHPUT.name] = Metric(THROUGHPUT.name, throughput(cases, seconds), n, None)
    present = {case.question.kind for case in cases}
    kinds = {
        kind: _of_group(cases, rows, seed, [case.question.kind == kind for case in cases])
        for kind in KINDS
        if kind in present
    }
    tags = {
        tag: _of_group(cases, rows, seed, [tag in case.question.tags for case in cases])
        for tag in sorted({tag for case in cases for tag in case.question.tags})
    }
    values = {case.question.id: row for case, row in zip(cases, rows, strict=True)}
    return Scored(values, metrics, kinds, tags, tuple(case.question.id for case in cases if case.failed))


def _of_group(
    cases: Sequence[Case], rows: Sequence[Values], seed: int, belongs: Sequence[bool]
) -> dict[str, Metric]:
    return _metrics([*compress(cases, belongs)], [*compress(rows, belongs)], seed)


def question_values(cases: Sequence[Case]) -> list[Values]:
    """The values of every family for each case, in order."""
    rows = [Values() for _ in cases]
    for family in FAMILIES:
        for row, values in zip(rows, family.values(cases), strict=True):
            row |= values
    return rows


def _metrics(cases: Sequence[Case], rows: Sequence[Values], seed: int) -> dict[str, Metric]:
    metrics = {}
    for measure in PER_QUESTION:
        name = measure.name
        values = np.array([row[name] for row in rows if name in row])
        if len(values):
            interval = (
                wilson(int(values.sum()), len(values)) if measure.proportion else bootstrap_mean(values, seed)
            )
            metrics[name] = Metric(name, float(values.mean()), len(values), interval)
    for overall in OVERALL:
        if metric := _overall(overall, cases, seed):
            metrics[overall.measure.name] = metric
    return metrics


def _overall(overall: Overall, cases: Sequence[Case], seed: int) -> Metric | None:
    rows = overall.rows(cases)
    value = overall.of(rows) if len(rows) else math.nan
    if math.isnan(value):
        return None
    return Metric(overall.measure.name, value, len(rows), bootstrap_rows(rows, overall.of, seed))
