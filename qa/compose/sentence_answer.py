"""A sentence that answers, or up to three of one paragraph.

The reader says of every token how likely it belongs to a sentence that answers; the sentence whose tokens are
likeliest is the answer, unless it is a heading.  Where no short fact is asked for, others of its paragraph go
with it that are likely enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.blocks import BlockKind
from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.compose.composed import Composed, Findings, Part
from qa.compose.scored_sentences import retrieved_of
from qa.language.replies import reply
from qa.quantities.day_hours import names_hours
from qa.read.read_evidence import ReadEvidence
from qa.retrieve.searched import Searched
from qa.schemas import AnswerForm
from qa.understand.answer_kind import AnswerKind

#: Weight of the log odds of the best span in a sentence, beside the odds that the sentence answers.
SPAN_WEIGHT = 0.25
#: Log odds are cut to this size.
MOST_ODDS = 12.0
#: A further sentence has at least these odds.  On ClapNQ, F1 with the sentences that
#: people chose rose from .57 to .63, and those that hold one of them from .88 to .92.
LEAST_MORE, MOST_SENTENCES = -1.0, 3
#: The same beside a reason, which mostly is one sentence.  On ClapNQ's nine questions for one precision rose
#: from .78 to .89, and recall stayed.
LEAST_MORE_OF_REASON = 0.0
SHORT = (AnswerKind.NUMBER, AnswerKind.DATE, AnswerKind.PERSON, AnswerKind.YES_NO)


class RatedSentence(NamedTuple):
    """A sentence of a passage that was read.

    Args:
        span: Of the version's text.
        support: Mean log odds of its tokens to belong to a sentence that answers.
        margin: Log odds of the best span in it.
    """

    span: Span
    support: float
    margin: float

    @property
    def score(self) -> float:
        """By which the best one is chosen."""
        return self.support + SPAN_WEIGHT * self.margin


def sentence_answer(found: Findings) -> Composed | None:
    """The best sentence of the first passage, with further ones in the order of the text."""
    if not found.read or not found.read[0].passage.sentences:
        return None
    passage = found.read[0].passage
    blocks = Blocks(found.searched, passage)
    rated = sorted(
        rated_sentences(found.read[0]),
        key=lambda one: (
            blocks.is_heading(one.span),
            -_fit_of_hours(found, one.span),
            -one.score,
            one.span.start,
        ),
    )
    chosen = rated[:1]
    if not found.question.asks(*SHORT):
        least = LEAST_MORE_OF_REASON if found.question.asks(AnswerKind.REASON) else LEAST_MORE
        more = [
            one
            for one in rated[1:]
            if one.support >= least and blocks.of(one.span) == blocks.of(rated[0].span)
        ]
        chosen += more[: MOST_SENTENCES - 1]
    chosen += _explained(chosen, rated, passage, blocks)
    spans = joined(sorted(one.span for one in chosen), passage.text, passage.span.start)
    parts = tuple(Part(passage, span) for span in spans)
    form = AnswerForm.SENTENCE if len(chosen) == 1 else AnswerForm.SENTENCES
    return Composed(form, parts, strength=rated[0].support)


def _fit_of_hours(found: Findings, span: Span) -> float:
    """How well a sentence with hours of the asked day fits, by retrieval; 0 for all that have none.

    Of bare hours the reader makes little.
    """
    evidence, clock = found.read[0], found.question.clock
    if clock is None or clock.day is None or not names_hours(evidence.passage.slice(span), clock.day):
        return 0.0
    return retrieved_of(evidence, span)


def _explained(
    chosen: Sequence[RatedSentence], rated: Sequence[RatedSentence], passage: StoredPassage, blocks: Blocks
) -> list[RatedSentence]:
    """The sentence after one that says yes or no and nothing else: without it nobody knows to what."""
    said = chosen[0].span
    text = passage.slice(said)
    if (replied := reply(text)) is None or replied.end < len(text):
        return []
    later = [one for one in rated if one.span.start >= said.end and blocks.of(one.span) == blocks.of(said)]
    following = min(later, key=lambda one: one.span.start, default=None)
    return [following] if following and following not in chosen else []


class Blocks:
    """The blocks of a passage: paragraphs, headings, entries of lists, tables."""

    def __init__(self, searched: Searched, passage: StoredPassage) -> None:
        self._blocks = searched.of(passage).blocks_of(
            passage.document_id, passage.version, passage.span, passage.source
        )

    def of(self, span: Span) -> int | None:
        """Which block a span begins in; None where none is known."""
        inside = (n for n, one in enumerate(self._blocks) if one.span.start <= span.start < one.span.end)
        return next(inside, None)

    def is_heading(self, span: Span) -> bool:
        """Whether a span begins in a heading."""
        at = self.of(span)
        return at is not None and self._blocks[at].kind is BlockKind.HEADING


def rated_sentences(evidence: ReadEvidence) -> list[RatedSentence]:
    """The sentences of a passage, in order, as the reader rates them."""
    passage, reading = evidence.passage, evidence.reading
    rated = []
    for span in passage.sentences:
        inside = span.moved(-passage.span.start)
        found = (one.margin for one in reading.spans if one.span.overlaps(inside))
        margin = _bounded(max(found, default=-MOST_ODDS))
        support = _bounded(reading.support.of(inside)) if reading.support else margin
        rated.append(RatedSentence(span, support, margin))
    return rated


def joined(spans: Sequence[Span], text: str, start: int) -> list[Span]:
    """Spans in their order, those with nothing but space between them as one.

    Args:
        text: The passage's.
        start: Where it begins in the version.
    """
    whole: list[Span] = []
    for span in spans:
        if whole and not text[whole[-1].end - start : span.start - start].strip():
            span = Span(whole.pop().start, span.end)
        whole.append(span)
    return whole


def _bounded(odds: float) -> float:
    return max(-MOST_ODDS, min(MOST_ODDS, odds))
