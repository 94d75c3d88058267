"""Measures of the three levels of a response: answered, unsure with the closest quote, nothing.

They apply to judged questions; a question without a response counts as one of which nothing is shown.  How
often a response is unsure is good or bad by what it replaces, so those shares are of whole runs, and no
comparison calls them better or worse.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.measures.measure import Case, Family, Floats, Measure, Overall, Values, each
from eval.measures.right_answers import is_right
from qa.answer_schemas import Level

MEASURES = (
    Measure(
        "usable",
        "share of answerable questions whose answer, or closest quote of an unsure response, is right",
        proportion=True,
    ),
    Measure("right answer", "share of answerable questions where the answer shown is right", proportion=True),
    Measure(
        "right quote", "share of the closest quotes, answerable questions, that are right", proportion=True
    ),
    Measure("wrong refusal", "share of answerable questions where nothing is shown", False, proportion=True),
)


def _values(case: Case) -> Values:
    if not case.judged or case.question.unanswerable:
        return {}
    level = case.outcome.level
    right, quoted = is_right(case, case.outcome.answer), is_right(case, case.outcome.closest)
    values = {
        "usable": float(right or quoted),
        "right answer": float(right),
        "wrong refusal": float(level is Level.NOTHING),
    }
    return {**values, "right quote": float(quoted)} if level is Level.UNSURE else values


LEVELS = Family(MEASURES, each(_values))


def level_rows(cases: Sequence[Case], unanswerable: bool) -> Floats:
    """Whether the response is unsure, and whether it shows nothing, shape `(responses, 2)`."""
    rows = [
        (case.outcome.level is Level.UNSURE, case.outcome.level is Level.NOTHING)
        for case in cases
        if case.judged and not case.failed and case.question.unanswerable is unanswerable
    ]
    return np.array(rows, np.float64).reshape(-1, 2)


OVERALL = (
    Overall(
        Measure("unsure", "share of answerable questions with the closest quote alone", False),
        lambda cases: level_rows(cases, unanswerable=False),
        lambda rows: float(rows[:, 0].mean()),
    ),
    Overall(
        Measure("nothing shown", "share of unanswerable questions with neither answer nor quote"),
        lambda cases: level_rows(cases, unanswerable=True),
        lambda rows: float(rows[:, 1].mean()),
    ),
)
