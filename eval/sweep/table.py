"""The table of a sweep: values, paired differences from the first row, significance, cost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from eval.compare import ALPHA, LEAST
from eval.jsonable import jsonable
from eval.measures.registry import MEASURES
from eval.run_record import Run
from eval.statistics import Interval, bootstrap_mean, holm, randomisation_test
from eval.sweep.knobs import Row

#: Measures shown beside the one that decides.
BESIDE = ("usable", "right answer", "error rate", "RR")


class Line(NamedTuple):
    """One row.

    Args:
        value: Of the measure that decides, over its questions.
        difference: Mean paired difference from the first row; 0 there.
        interval: 95% bootstrap interval of it.
        p: Of the paired randomisation test.
        adjusted_p: Corrected by Holm's method for the number of rows compared with the first.
        significant: Whether it is below `ALPHA` and the difference is not negligible.
        best: The best of those that are significantly better than the first row.
        milliseconds: Median time of a question.
        beside: Values of the other measures; None where one does not apply.
    """

    name: str
    n: int
    value: float
    difference: float
    interval: Interval
    p: float
    adjusted_p: float
    significant: bool
    best: bool
    milliseconds: float
    beside: dict[str, float | None]


def table_of(rows: Sequence[Row], runs: Sequence[Run], measure: str) -> list[Line]:
    """One line for each row, in order."""
    sign = 1.0 if MEASURES[measure].higher_is_better else -1.0
    differences = [_differences(runs[0], run, measure) for run in runs]
    p_values = [randomisation_test(found) for found in differences]
    adjusted = [1.0, *holm(p_values[1:])]
    means = [float(found.mean()) if len(found) else 0.0 for found in differences]
    clear = [p < ALPHA and abs(mean) >= LEAST for p, mean in zip(adjusted, means, strict=True)]
    better = [number for number, found in enumerate(clear) if found and sign * means[number] > 0]
    best = max(better, key=lambda number: sign * means[number], default=None)
    return [
        Line(
            name=row.name,
            n=run.metrics[measure].n if measure in run.metrics else 0,
            value=run.metrics[measure].value if measure in run.metrics else float("nan"),
            difference=means[number],
            interval=bootstrap_mean(differences[number]) if len(differences[number]) else Interval(0, 0),
            p=p_values[number],
            adjusted_p=adjusted[number],
            significant=clear[number],
            best=number == best,
            milliseconds=float(np.median([outcome.milliseconds for outcome in run.outcomes])),
            beside={
                name: run.metrics[name].value if name in run.metrics else None
                for name in BESIDE
                if name != measure
            },
        )
        for number, (row, run) in enumerate(zip(rows, runs, strict=True))
    ]


def _differences(first: Run, other: Run, measure: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Of the questions to which the measure applies in both, `other` minus `first`."""
    both = [
        id for id, values in first.values.items() if measure in values and measure in other.values.get(id, {})
    ]
    return np.array([other.values[id][measure] - first.values[id][measure] for id in both])


def verdict(lines: Sequence[Line], measure: str) -> str:
    """One sentence on the best row."""
    best = next((line for line in lines if line.best), None)
    if best is None:
        return f"No row is significantly better than the first in {measure}."
    return f"{best.name} is significantly better than the first row in {measure} (p {best.adjusted_p:.3f})."


def cells(lines: Sequence[Line], measure: str) -> tuple[list[str], list[list[str]]]:
    """Headings, and the cells of each line as they are read."""
    beside = list(lines[0].beside)
    headings = ["row", measure, "difference", "95% interval", "p (Holm)", *beside, "ms", "n", ""]
    return headings, [
        [
            line.name,
            f"{line.value:.3f}",
            f"{line.difference:+.3f}" if number else "",
            f"{line.interval.low:+.3f} to {line.interval.high:+.3f}" if number else "",
            f"{line.adjusted_p:.3f}" if number else "",
            *("" if line.beside[name] is None else f"{line.beside[name]:.3f}" for name in beside),
            f"{line.milliseconds:.0f}",
            str(line.n),
            "best" if line.best else "differs" if line.significant else "",
        ]
        for number, line in enumerate(lines)
    ]


def as_markdown(lines: Sequence[Line], measure: str) -> str:
    """A table for a pull request."""
    headings, rows = cells(lines, measure)
    marks = ["---", *["---:"] * (len(headings) - 2), "---"]
    body = "\n".join("| " + " | ".join(row) + " |" for row in [headings, marks, *rows])
    return f"{body}\n\n{verdict(lines, measure)}\n"


def as_csv(lines: Sequence[Line], measure: str) -> str:
    """All figures, unrounded."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    beside = list(lines[0].beside)
    writer.writerow(["row", "n", measure, "difference", "low", "high", "p", "p_holm", "best", "ms", *beside])
    for line in lines:
        figures = (line.n, line.value, line.difference, *line.interval, line.p, line.adjusted_p, line.best)
        writer.writerow([line.name, *figures, line.milliseconds, *line.beside.values()])
    return written.getvalue()


def as_json(lines: Sequence[Line], measure: str) -> str:
    """The lines as objects, with the measure and the sentence on the best row."""
    value = {
        "measure": measure,
        "verdict": verdict(lines, measure),
        "rows": [jsonable(line) for line in lines],
    }
    return json.dumps(value, indent=2) + "\n"
