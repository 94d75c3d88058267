"""Measures of the three levels of a response: answered, unsure with the closest quote, nothing.

They apply to judged questions; a question without a response counts as one of which nothing is said.
"""

from __future__ import annotations

from eval.measures.measure import Case, Family, Measure, Values, each
from eval.measures.right_answers import is_right
from qa.answer_schemas import Level

MEASURES = (
    Measure(
        "usable",
        "share of answerable questions whose answer, or closest quote of an unsure response, is right",
        proportion=True,
    ),
    Measure("right answer", "share of answerable questions where the answer shown is right", proportion=True),
    Measure("unsure", "share of answerable questions with the closest quote alone", False, proportion=True),
    Measure("right quote", "share of these quotes that are right", proportion=True),
    Measure("wrong refusal", "share of answerable questions where nothing is shown", False, proportion=True),
    Measure(
        "nothing shown", "share of unanswerable questions with neither answer nor quote", proportion=True
    ),
)


def _values(case: Case) -> Values:
    if not case.judged:
        return {}
    outcome = case.outcome
    nothing = float(outcome.level is Level.NOTHING)
    if case.question.unanswerable:
        return {"nothing shown": 0.0 if case.failed else nothing}
    right, quoted = is_right(case, outcome.answer), is_right(case, outcome.closest)
    unsure = outcome.level is Level.UNSURE
    values = {
        "usable": float(right or quoted),
        "right answer": float(right),
        "unsure": float(unsure),
        "wrong refusal": nothing,
    }
    return {**values, "right quote": float(quoted)} if unsure else values


LEVELS = Family(MEASURES, each(_values))
