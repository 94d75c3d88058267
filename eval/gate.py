"""The gate: is a run significantly worse than a baseline, or below a floor?"""

from __future__ import annotations

from typing import NamedTuple

from eval.baseline import Baseline
from eval.compare import Verdict, compare_values
from eval.measures.registry import MEASURES
from eval.measures.summary import Scored

#: Question ids named in a reason.
NAMED = 5


class Failure(NamedTuple):
    """Why a run does not pass.

    Args:
        subject: A measure, or "questions".
        reason: One sentence.
    """

    subject: str
    reason: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}"


def gate(run: Scored, baseline: Baseline, seed: int = 0) -> list[Failure]:
    """All reasons for which a run fails the gate; an empty list if it passes.

    Reasons are: a measure is significantly worse (see `eval.compare`), is on the wrong side of its floor, or
    was not measured; a question of the baseline is missing; a question has no response.
    """
    return [*_missing(run, baseline), *_fallen(run, baseline, seed), *_floors(run, baseline)]


def _missing(run: Scored, baseline: Baseline) -> list[Failure]:
    found = []
    if gone := [id for id in baseline.questions if id not in run.values]:
        found.append(Failure("questions", f"{len(gone)} of the baseline are not in the run: {_some(gone)}."))
    if run.failed:
        found.append(Failure("questions", f"{len(run.failed)} got no response: {_some(run.failed)}."))
    return found


def _fallen(run: Scored, baseline: Baseline, seed: int) -> list[Failure]:
    rows = {row.measure: row for row in compare_values(baseline.by_question(), run.values, seed)}
    found = []
    for name, figures in baseline.values.items():
        row = rows.get(name)
        if row is None:
            if any(figure is not None for figure in figures):
                found.append(Failure(name, "the run has no value of it for any question of the baseline."))
        elif row.verdict is Verdict.WORSE:
            verb = "fell" if row.difference < 0 else "rose"
            found.append(
                Failure(
                    name,
                    f"{verb} from {row.before:.4f} to {row.after:.4f} over {row.n} questions "
                    f"(p = {row.adjusted_p:.4f} after Holm's correction).",
                )
            )
    return found


def _floors(run: Scored, baseline: Baseline) -> list[Failure]:
    found = []
    for name, floor in baseline.floors.items():
        metric = run.metrics.get(name)
        higher = MEASURES[name].higher_is_better
        if metric is None:
            found.append(Failure(name, "it has a floor, but was not measured."))
        elif (metric.value < floor) if higher else (metric.value > floor):
            side = "below its floor" if higher else "above its ceiling"
            found.append(Failure(name, f"{metric.value:.4f} is {side} of {floor:.4f}."))
    return found


def _some(ids: tuple[str, ...] | list[str]) -> str:
    more = "" if len(ids) <= NAMED else f" and {len(ids) - NAMED} more"
    return ", ".join(ids[:NAMED]) + more
