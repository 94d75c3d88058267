"""Spans that a passage says of a sibling: of another year, code, model or grade than the question names.

The reader takes the value of B-1045 for that of B-1040.  A span belongs to the marks in its
sentence; where that has none, to the nearest one before it in the passage, and to those in the title and the
headings.  A year may stand there too though the sentence speaks of another.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.understand.marks import CONDITION, YEAR, Mark, beside

#: Taken from the log odds of a span whose sentence has siblings of the asked mark, and not that.
OTHER_MARK = 8.0
#: The same where the sibling stands before the sentence or above it: it may be about something else.
BEFORE = 3.0


def without_other_marks(asked: Sequence[Mark], passage: StoredPassage, reading: Reading) -> Reading:
    """The reading, less sure of what belongs to a sibling; spans are of the passage's own text."""
    if not asked or not reading.spans:
        return reading
    found = [*beside(asked, passage.text)]
    above = [mark for text in (passage.document_title, *passage.headings) for mark in beside(asked, text)]
    start = passage.span.start

    def loss(sentence: Span, answer: Span | None = None) -> float:
        kept = [mark for mark in found if not answer or not _is_answer(mark, answer)]
        return max(_loss(asked, kind, sentence, kept, above) for kind in {mark.kind for mark in asked})

    scored = [
        ScoredSpan(one.span, one.margin - loss(around.moved(-start), one.span))
        for one in reading.spans
        for around in [passage.enclosing_sentences(one.span.moved(start))]
    ]
    scored.sort(key=lambda one: -one.margin)
    lowered = reading.spans[0].margin - scored[0].margin
    losses = {(inside := sentence.moved(-start)): loss(inside) for sentence in passage.sentences}
    support = reading.support and reading.support.less(losses)
    return Reading(tuple(scored), reading.odds - lowered, support)


def _loss(
    asked: Sequence[Mark], kind: str, sentence: Span, found: Sequence[Mark], above: Sequence[Mark]
) -> float:
    """What a sentence loses for the marks of one kind, any of which it may belong to."""
    words = {mark.words for mark in asked if mark.kind == kind}
    alike = [mark for mark in found if mark.kind == kind]
    inside = [mark for mark in alike if sentence.start <= mark.start < sentence.end]
    before = [mark for mark in alike if mark.end <= sentence.start]
    over = [mark for mark in above if mark.kind == kind]
    # Under "2016 World Series" a sentence may well say that it is the first one since 1908.
    others = (*before[-1:], *over) if kind == YEAR or not inside else ()
    if any(mark.words in words for mark in (*inside, *others)):
        return 0.0
    return OTHER_MARK if inside else BEFORE if before or over else 0.0


def _is_answer(mark: Mark, span: Span) -> bool:
    """Whether the mark is the answer itself: "Which part replaces B-1045?"; no condition is."""
    return mark.start < span.end and span.start < mark.end and not mark.kind.startswith(CONDITION)
