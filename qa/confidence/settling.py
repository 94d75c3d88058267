"""A verdict settles a question: what decides it surely is the answer, not only the closest passage."""

from __future__ import annotations

from qa.compose.verdict import Verdicts, with_verdict
from qa.confidence.levels import Decision
from qa.schemas import Level
from qa.understand.parsed_question import ParsedQuestion


def settle(verdicts: Verdicts, question: ParsedQuestion, decision: Decision, least: float) -> Decision:
    """The decision with yes or no where the text decides it.

    The closest passage becomes the answer if the verdict is probable enough: of 224 questions asked of
    documents that do not speak of them, one had a verdict.

    Args:
        least: The least probability to answer with.
    """
    said = verdicts.said(question, decision.best) if decision.best else None
    if decision.best is None or said is None:
        return decision
    probability = max(decision.probability, said.probability)
    level = Level.ANSWERED if probability >= least else decision.level
    return Decision(level, with_verdict(decision.best, said.verdict), probability)
