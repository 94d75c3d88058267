"""What is measured of a case: the features of all that could be shown for it, and what of it is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from eval.fitting.cases import Case
from eval.measures.answers import RIGHT_F1, best_f1, normalise_answer
from index.documents import Span
from qa.compose.compose import compose
from qa.compose.composed import Composed, Part
from qa.confidence.answer_features import answer_features, shared_features
from qa.confidence.evidence_features import evidence_features
from qa.confidence.levels import MUCH_SURER, much_surer
from qa.read.weights import ReadingWeights
from qa.schemas import AnswerForm

#: Forms that are right only if their words are those of the answer.
EXACT = (AnswerForm.SPAN, AnswerForm.ROW)


class MeasuredAnswer(NamedTuple):
    """Something that could be shown.

    Args:
        features: Of the answer and of the evidence.
        right: Whether it is right; None where that is not known: of a span where only sentences are gold.
        holds: Whether it, or the sentence around it, holds or overlaps the answer.
    """

    form: AnswerForm
    features: dict[str, float]
    right: bool | None
    holds: bool

    @property
    def is_good(self) -> bool:
        """Whether it is right, as far as that is known."""
        return self.holds if self.right is None else self.right


class Measured(NamedTuple):
    """A case: whether the documents answer the question, and what could be shown, most wanted first.

    Args:
        surer: As `qa.confidence.levels.much_surer` says.
    """

    evidence: dict[str, float]
    answerable: bool
    answers: tuple[MeasuredAnswer, ...]
    surer: float = MUCH_SURER


def measure(cases: Sequence[Case], weights: ReadingWeights) -> list[Measured]:
    """Measure the cases for which something was read."""
    return [_measured(case, weights) for case in cases if case.read]


def _measured(case: Case, weights: ReadingWeights) -> Measured:
    found = case.findings(weights)
    evidence = evidence_features(found)
    shared = evidence | shared_features(found)
    answers = tuple(_rated(case, draft, shared | answer_features(found, draft)) for draft in compose(found))
    return Measured(evidence, bool(case.gold), answers, much_surer(case.question))


def _rated(case: Case, draft: Composed, features: dict[str, float]) -> MeasuredAnswer:
    holds = any(_holds(case, part, draft.form) for part in draft.parts)
    right: bool | None = holds
    if draft.form in EXACT:
        unknown = bool(case.gold) and not case.answers
        right = None if unknown else best_f1(_value(draft), case.answers or ("",)) >= RIGHT_F1
        right = right and bool(case.gold)
    return MeasuredAnswer(draft.form, features, right, holds)


def _value(draft: Composed) -> str:
    """What is compared with an accepted answer: of a span the words that the reader found."""
    if isinstance(draft.value, str):
        return draft.value
    value = draft.value if draft.value and draft.form is not AnswerForm.SPAN else draft.parts[0]
    return value.text


def _holds(case: Case, part: Part, form: AnswerForm) -> bool:
    """Whether what is quoted overlaps a gold span, or has the words of an answer in a row."""
    passage = part.passage
    span = passage.enclosing_sentences(part.span) if form is AnswerForm.SPAN else part.span
    if any(
        gold.document_id == passage.document_id and _overlap(gold.start, gold.end, span) for gold in case.gold
    ):
        return True
    words = f" {normalise_answer(passage.slice(span))} "
    return any(f" {normalise_answer(answer)} " in words for answer in case.answers)


def _overlap(start: int, end: int | None, span: Span) -> bool:
    return start < span.end and (end is None or span.start < end)
