"""Yes or no for a question that wants it, where the sentence that is shown decides it."""

from __future__ import annotations

import re
from dataclasses import replace

from index.documents import Span
from qa.compose.composed import Composed, Part
from qa.compose.deciding_text import DECIDING, deciding_text, states
from qa.language.replies import reply
from qa.schemas import AnswerForm, Verdict
from qa.support.claim_texts import question_claim
from qa.support.protocol import SupportModel
from qa.support.verdict_features import AskedOf, verdict_features
from qa.support.verdict_head import SaidVerdict, VerdictHead, load_head
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion


class Verdicts:
    """Says yes or no.  Safe to call from many threads.

    Args:
        model: Judges the sentences; not used before the first question that wants yes or no.
        head: Makes probabilities of it; by default the one that ships.
    """

    def __init__(self, model: SupportModel, head: VerdictHead | None = None) -> None:
        self._model = model
        self._head = head

    def said(self, question: ParsedQuestion, composed: Composed) -> SaidVerdict | None:
        """Yes or no, where the question wants it and the answer decides it surely enough.

        The author of an FAQ decides it where the question is the heading. None also where the answer itself
        begins with the contrary: "No. Food is not allowed."  One side of a comparison decides nothing.
        """
        compares = composed.form is AnswerForm.SENTENCES and composed.parts[0].label is not None
        if composed.form not in DECIDING or compares or not wants_verdict(question):
            return None
        text = deciding_text(composed, question.text)
        if not states(text.sentence):
            return None
        replied = reply(text.sentence)
        if replied and _is_reply_to(question, composed.parts[0]):
            return SaidVerdict(Verdict.YES if replied.yes else Verdict.NO, 0.0)
        features = verdict_features(self._model, asked_of(question), text)
        said = (self._head or load_head()).said(features) if features else None
        contrary = said is not None and replied is not None and replied.yes != (said.verdict is Verdict.YES)
        return None if contrary else said


def with_verdict(composed: Composed, verdict: Verdict) -> Composed:
    """An answer with its verdict, without the yes or no that its words begin with: that is told once."""
    first = composed.parts[0]
    if (replied := reply(first.text)) and replied.end < len(first.text):
        first = first._replace(span=Span(first.span.start + replied.end, first.span.end))
    return replace(composed, verdict=verdict, parts=(first, *composed.parts[1:]))


def wants_verdict(question: ParsedQuestion) -> bool:
    """Whether yes or no would answer it; of "Did he not come?" neither is clear."""
    return question.asks(AnswerKind.YES_NO) and (question.asks_ban or not question.denies)


def asked_of(question: ParsedQuestion) -> AskedOf:
    """What the support model is asked of a question."""
    return AskedOf(
        question_claim(question.text), question.amount, question.asks_ban, question.amounts, question.clock
    )


def _is_reply_to(question: ParsedQuestion, part: Part) -> bool:
    """Whether the question is the heading right above a part, in the same words."""
    passage = part.passage
    before = [passage.slice(one) for one in passage.sentences if one.end <= part.span.start]
    heading = "".join(passage.headings[-1:])
    return not any(map(states, before[-1:])) and _words(heading) == _words(question.text)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
