"""Yes or no for a question that wants it, where the sentence that is shown decides it."""

from __future__ import annotations

from dataclasses import replace

from qa.compose.composed import Composed, Part
from qa.schemas import AnswerForm
from qa.support.protocol import SupportModel
from qa.support.verdict_features import AskedOf, DecidingText, verdict_features
from qa.support.verdict_head import VerdictHead, load_head
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion

#: Forms of which the first part is sentences.
IN_SENTENCES = (AnswerForm.SENTENCE, AnswerForm.SENTENCES)


class Verdicts:
    """Says yes or no.  Safe to call from many threads.

    Args:
        model: Judges the sentences; not used before the first question that wants yes or no.
        head: Makes probabilities of it; by default the one that ships.
    """

    def __init__(self, model: SupportModel, head: VerdictHead | None = None) -> None:
        self._model = model
        self._head = head

    def decided(self, question: ParsedQuestion, composed: Composed) -> Composed:
        """The answer with its verdict, where one is asked for and probable enough; else as it is."""
        if composed.form not in IN_SENTENCES or not question.asks(AnswerKind.YES_NO):
            return composed
        found = verdict_features(self._model, asked_of(question), deciding_text(composed.parts[0]))
        return replace(composed, verdict=(self._head or load_head()).verdict(found))


def asked_of(question: ParsedQuestion) -> AskedOf:
    """What the support model is asked of a question."""
    return AskedOf(f"{question.text.rstrip(' ?.!')}?", question.amount, question.asks_ban)


def deciding_text(part: Part) -> DecidingText:
    """The sentences of a part, with one before and one behind them."""
    passage = part.passage
    near = [n for n, s in enumerate(passage.sentences) if s.start < part.span.end and part.span.start < s.end]
    first, last = (near[0], near[-1]) if near else (0, -1)
    start = passage.sentences[max(first - 1, 0)].start if near else part.span.start
    end = passage.sentences[min(last + 1, len(passage.sentences) - 1)].end if near else part.span.end
    text, offset = passage.text, passage.span.start
    title = " > ".join(filter(None, [passage.document_title, *passage.headings]))
    return DecidingText(
        title,
        text[part.span.start - offset : part.span.end - offset],
        text[start - offset : end - offset],
    )
