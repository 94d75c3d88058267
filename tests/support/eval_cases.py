"""Questions and outcomes for the tests of measures, with all that a test does not care about filled in."""

from __future__ import annotations

from collections.abc import Sequence

from eval.measures.measure import Case
from eval.question_outcome import Outcome, RetrievedSpan, Shown, ShownClaim
from eval.questions import Gold, GoldClaim, Question
from qa.answer_schemas import Level


def span(document: str, start: int = 0, end: int = 100, version: str = "v") -> RetrievedSpan:
    """A passage that came back; all have the same score, as its order is what counts."""
    return RetrievedSpan(document, version, start, end, 1.0)


def question(
    id: str = "q",
    answers: Sequence[str] = (),
    gold: Sequence[Gold] = (),
    unanswerable: bool = False,
    claims: Sequence[GoldClaim] = (),
    tags: Sequence[str] = (),
    kind: str = "",
    verdict: str = "",
) -> Question:
    """A question."""
    return Question(
        id, "What?", tuple(answers), tuple(gold), unanswerable, tuple(claims), tuple(tags), kind, verdict
    )


def outcome(
    id: str = "q",
    answer: str | Shown | None = None,
    forced: str | Shown | None = None,
    answerability: float = 0.5,
    probability: float | None = None,
    passages: Sequence[RetrievedSpan] = (),
    citations: Sequence[RetrievedSpan] = (),
    citations_ok: bool = True,
    claims: Sequence[ShownClaim] = (),
    milliseconds: float = 10.0,
    error: str = "",
    closest: Shown | None = None,
) -> Outcome:
    """What came back; the forced answer is the answer unless it is given."""
    level = Level.ANSWERED if answer is not None else Level.UNSURE if closest else Level.NOTHING
    return Outcome(
        id,
        _shown(answer),
        _shown(answer if forced is None else forced),
        answerability,
        probability,
        tuple(passages),
        tuple(citations),
        citations_ok,
        tuple(claims),
        milliseconds,
        error,
        level,
        closest,
    )


def _shown(answer: str | Shown | None) -> Shown | None:
    return Shown(answer) if isinstance(answer, str) else answer


def judged(
    id: str, truth: bool | None, score: float, shown: bool = True, probability: float | None = None
) -> Case:
    """A question whose answer is right, wrong, or (None) that has none and yet got a forced answer."""
    forced = "wrong" if truth is False else "right"
    return Case(
        question(id, () if truth is None else ("right",), unanswerable=truth is None),
        outcome(id, forced if shown else None, forced, score, probability),
    )
