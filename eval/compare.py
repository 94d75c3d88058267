"""Compare two runs of a set: which measures differ significantly, and which questions changed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from eval.measures.measure import Measure, Values
from eval.measures.registry import MEASURES, PER_QUESTION
from eval.question_outcome import Outcome
from eval.questions import KINDS
from eval.statistics import Interval, bootstrap_mean, holm, randomisation_test

#: Measures compared for each kind of question.
KIND_MEASURES = ("usable", "wrong refusal", "error rate")
#: Adjusted p values below this are significant.
ALPHA = 0.05
#: Values are rounded to so many decimals: two runs of the same inputs may differ by less.
PLACES = 4
#: A smaller mean difference is never called better or worse: the same inputs may score 1e-3 apart.
LEAST = 1e-3


class Verdict(StrEnum):
    """What a comparison says about the second run."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "no significant difference"


class Difference(NamedTuple):
    """One measure in two runs, over the questions to which it applies in both.

    Args:
        difference: `after` minus `before`.
        interval: 95% bootstrap interval of the difference.
        p: Of the two-sided paired randomisation test.
        adjusted_p: The same, corrected by Holm's method for all measures compared; the verdict uses it.
    """

    measure: str
    n: int
    before: float
    after: float
    difference: float
    interval: Interval
    p: float
    adjusted_p: float
    verdict: Verdict


class Changed(NamedTuple):
    """A question that scored differently.

    Args:
        change: Mean change of its values, positive where `after` is better; measures that apply in only one
            run are left out.
        size: Mean size of these changes.
    """

    question_id: str
    change: float
    size: float
    before: Outcome
    after: Outcome


class Comparison(NamedTuple):
    """Two runs of one set.

    Args:
        kinds: The measures of `KIND_MEASURES` for the questions of each kind.
        changed: The questions that changed most, largest first.
        only_before: Questions that the second run lacks.
        only_after: Questions that the first run lacks.
    """

    differences: tuple[Difference, ...]
    kinds: Mapping[str, tuple[Difference, ...]]
    changed: tuple[Changed, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


class Side(NamedTuple):
    """One run to compare: values, outcome and kind by question id."""

    values: Mapping[str, Values]
    outcomes: Mapping[str, Outcome]
    kinds: Mapping[str, str] = {}


def compare(before: Side, after: Side, most: int = 20, seed: int = 0) -> Comparison:
    """Compare two runs.

    Args:
        most: How many changed questions to name.
        seed: Of the test and the bootstrap.
    """
    return Comparison(
        compare_values(before.values, after.values, seed),
        compare_kinds(before, after, seed),
        most_changed(before, after)[:most],
        tuple(id for id in before.values if id not in after.values),
        tuple(id for id in after.values if id not in before.values),
    )


def compare_values(
    before: Mapping[str, Values], after: Mapping[str, Values], seed: int = 0
) -> tuple[Difference, ...]:
    """Every measure with a value in both runs for some question."""
    found = [row for measure in PER_QUESTION if (row := _difference(measure, before, after, seed))]
    adjusted = holm([row.p for row in found])
    return tuple(
        row._replace(adjusted_p=p, verdict=_verdict(row, p)) for row, p in zip(found, adjusted, strict=True)
    )


def compare_kinds(before: Side, after: Side, seed: int = 0) -> dict[str, tuple[Difference, ...]]:
    """The measures of `KIND_MEASURES` by kind, in the order of `KINDS`; one Holm correction for all kinds."""
    found = []
    for kind in KINDS:
        one, other = (
            {id: row for id, row in side.values.items() if side.kinds.get(id) == kind}
            for side in (before, after)
        )
        for name in KIND_MEASURES:
            if row := _difference(MEASURES[name], one, other, seed):
                found.append((kind, row))
    adjusted = holm([row.p for _, row in found])
    kinds: dict[str, tuple[Difference, ...]] = {}
    for (kind, row), p in zip(found, adjusted, strict=True):
        kinds[kind] = (*kinds.get(kind, ()), row._replace(adjusted_p=p, verdict=_verdict(row, p)))
    return kinds


def most_changed(before: Side, after: Side) -> tuple[Changed, ...]:
    """The questions of both runs that changed at all, the largest change first, then by id."""
    found = []
    for id in before.values.keys() & after.values.keys():
        one, other = before.values[id], after.values[id]
        changes = [
            (1 if MEASURES[name].higher_is_better else -1) * round(other[name] - one[name], PLACES)
            for name in one.keys() & other.keys()
        ]
        if any(changes):
            size = sum(map(abs, changes)) / len(changes)
            change = sum(changes) / len(changes)
            found.append(Changed(id, change, size, before.outcomes[id], after.outcomes[id]))
    return tuple(sorted(found, key=lambda row: (-row.size, row.question_id)))


def _difference(
    measure: Measure, before: Mapping[str, Values], after: Mapping[str, Values], seed: int
) -> Difference | None:
    name = measure.name
    pairs = [
        [round(before[id][name], PLACES), round(after[id][name], PLACES)]
        for id in before
        if name in before[id] and id in after and name in after[id]
    ]
    if not pairs:
        return None
    columns = np.array(pairs, np.float64)
    change = columns[:, 1] - columns[:, 0]
    first, second = columns.mean(axis=0).tolist()
    interval, p = bootstrap_mean(change, seed), randomisation_test(change, seed)
    return Difference(name, len(pairs), first, second, second - first, interval, p, p, Verdict.SAME)


def _verdict(row: Difference, adjusted_p: float) -> Verdict:
    if adjusted_p >= ALPHA or abs(row.difference) < LEAST:
        return Verdict.SAME
    return Verdict.BETTER if (row.difference > 0) == MEASURES[row.measure].higher_is_better else Verdict.WORSE
