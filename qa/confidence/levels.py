"""At which level something is shown: as the answer, as the closest passage, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qa.compose.composed import Composed
from qa.confidence.judging import Judged, Judgement
from qa.language.negations import left_out
from qa.schemas import AnswerForm, Level
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion

#: A form gives way to another that is more probable by more than this.  On held-out sets more questions were
#: answered at the same error rate than with 0.3 or more; with less, short answers became rare.
MUCH_SURER = 0.2
#: Kinds whose own form gives way to nothing: two figures make each other less probable, but are wanted, and
#: so are all entries of a list where one sentence is surer.
WANTED_FORM = (
    AnswerKind.NUMBER,
    AnswerKind.DATE,
    AnswerKind.PERSON,
    AnswerKind.LIST,
    AnswerKind.HOW_TO,
)


class Decision(NamedTuple):
    """What is shown.

    Args:
        best: None at the level `nothing`.
        probability: That it is right.
    """

    level: Level
    best: Composed | None
    probability: float


def decide(
    question: ParsedQuestion, judgement: Judgement, least: float, least_answerability: float
) -> Decision:
    """The most wanted form that is probable enough; else the best quote, if the documents speak of it.

    "No one except the nurse may enter" is the best quote for "Who may not enter?", but no answer.

    Args:
        least: The least probability to answer with; at 0 the most wanted form is the answer in any case.
        least_answerability: The least probability that the documents answer, to show the closest passage.
    """
    rated = [
        0.0 if question.denies and _leaves_out(draft.composed) else draft.probability
        for draft in judgement.drafts
    ]
    number = first_shown(rated, least, much_surer(question))
    if number is not None:
        return Decision(Level.ANSWERED, *judgement.drafts[number])
    quoted = closest(judgement)
    if quoted and judgement.answerability >= least_answerability:
        return Decision(Level.UNSURE, *quoted)
    return Decision(Level.NOTHING, None, 0.0)


def _leaves_out(composed: Composed) -> bool:
    """Whether an answer says for whom something is not denied: "No one except the nurse may enter"."""
    return any(
        part.span.overlaps(left)
        for part in composed.parts
        for found in left_out(part.passage.text)
        for left in [found.moved(part.passage.span.start)]
    )


def much_surer(question: ParsedQuestion) -> float:
    """How much more probable another form must be for a form to give way to it."""
    return 1.0 if question.asks(*WANTED_FORM) else MUCH_SURER


def first_shown(probabilities: Sequence[float], least: float, much_surer: float) -> int | None:
    """Which of the drafts is shown, whose probabilities are in the order in which they are wanted.

    A form gives way to one that is wanted less but much surer: a weak span to the sentence that holds it.
    """
    if least <= 0:
        return 0 if probabilities else None
    surest = max(probabilities, default=0.0)
    for number, probability in enumerate(probabilities):
        if probability >= max(least, surest - much_surer):
            return number
    return None


def closest(judgement: Judgement) -> Judged | None:
    """The most probable quote: a span alone would say more than is known."""
    quotes = [draft for draft in judgement.drafts if draft.composed.form is not AnswerForm.SPAN]
    return max(quotes, key=lambda draft: draft.probability, default=None)
