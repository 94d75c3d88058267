"""What a measure is: its declaration, kept apart from how it is computed.

A *measure* is a named function; a *metric* is one computed value.  Values of one question are a mapping from
measure to figure in which a measure that does not apply to the question is absent, never 0.
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
    """A question and what came back for it.

    Args:
        texts: The set's documents by version name, where the set brings them.
    """

    question: Question
    outcome: Outcome
    texts: Mapping[str, str] = {}

    @property
    def judged(self) -> bool:
        """It is known whether an answer is right: there are accepted answers, or there is no answer."""
        return self.question.unanswerable or bool(self.question.answers)

    @property
    def failed(self) -> bool:
        """There is no response."""
        return bool(self.outcome.error)


class Measure(NamedTuple):
    """A named measure.

    Args:
        meaning: One line for the reader of a report.
        higher_is_better: Which direction is good.
        proportion: Values are 0 or 1, so that a Wilson interval fits the mean.
    """

    name: str
    meaning: str
    higher_is_better: bool = True
    proportion: bool = False


class Family(NamedTuple):
    """Measures with a value for each question, computed together: one mapping for each case, in order."""

    measures: tuple[Measure, ...]
    values: Callable[[Sequence[Case]], list[Values]]


class Overall(NamedTuple):
    """A measure of many questions at once.

    Args:
        rows: One row of numbers for each case to which the measure applies.
        of: The figure from rows; NaN where they do not define it.
    """

    measure: Measure
    rows: Callable[[Sequence[Case]], Floats]
    of: Callable[[Floats], float]


def each(value: Callable[[Case], Values]) -> Callable[[Sequence[Case]], list[Values]]:
    """Lift a function of one case to a family's function."""
    return lambda cases: [value(case) for case in cases]


def no_response(question_id: str, error: str = "The run has no outcome for this question.") -> Outcome:
    """The outcome of a question that has none; it scores 0 wherever a measure applies."""
    return Outcome(question_id, None, "", 0.0, None, (), (), False, (), 0.0, error)


def make_cases(evalset: EvalSet, outcomes: Iterable[Outcome]) -> list[Case]:
    """Every question of the set with its outcome, in the set's order; `no_response` where there is none.

    Raises:
        ValueError: An outcome comes twice, or is of a question that the set does not have.
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
