"""What a measure is: its declaration, apart from how it is computed.

A *measure* is a named function; a *metric* is one computed value.  The values of a question are a mapping
from measure to number; a measure that does not apply to the question is absent, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from eval.question_outcome import Outcome
from eval.questions import EvalSet, Question
from index.documents import normalise, version_name

Values: TypeAlias = dict[str, float]
Floats: TypeAlias = NDArray[np.float64]


class Case(NamedTuple):
    """A question and its outcome.

    Args:
        texts: Texts of the set's documents by version name; empty if the set has no documents.
    """

    question: Question
    outcome: Outcome
    texts: Mapping[str, str] = {}

    @property
    def judged(self) -> bool:
        """Whether the set tells if an answer is right: it has accepted answers, or says there is none."""
        return self.question.unanswerable or bool(self.question.answers)

    @property
    def failed(self) -> bool:
        """There is no response."""
        return bool(self.outcome.error)


class Measure(NamedTuple):
    """A named measure.

    Args:
        meaning: One line of explanation, for reports.
        higher_is_better: Whether higher values are better.
        proportion: Whether all values are 0 or 1, so that the mean gets a Wilson interval.
    """

    name: str
    meaning: str
    higher_is_better: bool = True
    proportion: bool = False


class Family(NamedTuple):
    """Measures of single questions that are computed together: one mapping for each case, in order."""

    measures: tuple[Measure, ...]
    values: Callable[[Sequence[Case]], list[Values]]


class Overall(NamedTuple):
    """A measure of a whole run.

    Args:
        rows: Makes a row of numbers for each case to which the measure applies.
        of: Computes the value from the rows; NaN if it is undefined for them.
    """

    measure: Measure
    rows: Callable[[Sequence[Case]], Floats]
    of: Callable[[Floats], float]


def each(value: Callable[[Case], Values]) -> Callable[[Sequence[Case]], list[Values]]:
    """Make a family's function of a function of one case."""
    return lambda cases: [value(case) for case in cases]


def no_response(question_id: str, error: str = "The run has no outcome for this question.") -> Outcome:
    """The outcome of a question without a response; every measure that applies is 0."""
    return Outcome(question_id, None, None, 0.0, None, (), (), False, (), 0.0, error)


def make_cases(evalset: EvalSet, outcomes: Iterable[Outcome]) -> list[Case]:
    """Every question of the set with its outcome, in the set's order; `no_response` where there is none.

    Raises:
        ValueError: There are two outcomes of a question, or one of a question that is not in the set.
    """
    found: dict[str, Outcome] = {}
    for outcome in outcomes:
        if outcome.question_id in found:
            raise ValueError(f"two outcomes for question {outcome.question_id!r}")
        found[outcome.question_id] = outcome
    if strange := found.keys() - {question.id for question in evalset.questions}:
        raise ValueError(f"outcomes of questions that {evalset.name} does not have: {sorted(strange)[:5]}")
    normal = [normalise(document.text) for document in evalset.documents]
    texts = {version_name(text): text for text in normal}
    return [Case(q, found.get(q.id) or no_response(q.id), texts) for q in evalset.questions]
