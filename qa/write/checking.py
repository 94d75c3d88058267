"""Check a written sentence: which part of which passage says it.

The passages that the model names are looked at first, then the others: what is cited is what was found, never
what the model claims.  A sentence stands where the support model finds it supported by a part of a passage,
where that passage states each of its numbers, dates, names and quotations, and where it and the part have to
do with the question.  Of the part, the sentence that says it alone is cited where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from index.documents import Span
from index.ingest.sentences import sentences
from qa.claims.names import folded
from qa.read.reader.protocol import Reader
from qa.support.check_sentence import window_spans
from qa.support.protocol import SUPPORTED, ClaimedOf, SupportModel
from qa.support.stated_facts import SourceFacts
from qa.write.plain_text import is_prose, plain
from qa.write.relevance import FIRST, FROM_QUOTED, LATER, has_to_do_with
from qa.write.sentence_stream import DraftSentence
from qa.write.sources import WritingSource

#: The least probability of being supported, of a sentence that is shown.  Chosen on pairs that were kept back
#: from the support model's training (`python -m eval.benchmarks.support`), see docs/written.md.
LEAST_SUPPORT = 0.5
#: A sentence of fewer words says too little to be checked.
LEAST_WORDS = 3
MOST_CHARACTERS = 600


class Fault(StrEnum):
    """Why a sentence is left out."""

    NOT_PROSE = "not prose"
    REPEATED = "repeated"
    UNSTATED = "unstated"
    UNSUPPORTED = "unsupported"
    NOT_ASKED = "not asked"


class Models(NamedTuple):
    """What a sentence is checked with."""

    support: SupportModel
    reader: Reader


class Found(NamedTuple):
    """Where a sentence is supported.

    Args:
        source: Which of the passages.
        shown: The part of its quote.
        score: Probability that it supports the sentence.
    """

    source: int
    shown: Span
    score: float


class CheckedSentence(NamedTuple):
    """A sentence as it is shown, and what was found.

    Args:
        fault: None where it may be shown.
    """

    text: str
    found: Found | None
    fault: Fault | None


def check(
    models: Models,
    question: str,
    sentence: DraftSentence,
    sources: Sequence[WritingSource],
    said: Sequence[str],
) -> CheckedSentence:
    """Check one sentence.  Blocking: the models read.

    Args:
        said: What was said before: nothing is said twice, nor is the question.
    """
    text = plain(sentence.text)
    words = folded(text)
    if (
        not is_prose(text)
        or len(words) < LEAST_WORDS
        or len(text) > MOST_CHARACTERS
        or text.endswith(("?", ":"))
        or not (sentence.ends or sentence.named)  # a heading, a row, a command that was copied
    ):
        return CheckedSentence(text, None, Fault.NOT_PROSE)
    if any(words == folded(other) for other in (question, *said)):
        return CheckedSentence(text, None, Fault.REPEATED)
    fault = Fault.UNSTATED
    for number in _order(sentence.named, len(sources)):
        source = sources[number]
        if SourceFacts([source.title, source.text]).unstated(text):
            continue
        fault = Fault.UNSUPPORTED
        if found := _supported(models.support, text, source):
            texts = text, found[0].of(source.text)
            first = FROM_QUOTED if source.is_quoted(found[0]) else FIRST
            if has_to_do_with(models.reader, question, source.title, texts, LATER if said else first):
                return CheckedSentence(text, Found(number, *found), None)
            fault = Fault.NOT_ASKED
    return CheckedSentence(text, None, fault)


def _order(named: Sequence[int], count: int) -> Iterator[int]:
    """The passages that are named, then the others; from 0."""
    first = [number - 1 for number in named if 1 <= number <= count]
    yield from first
    yield from (number for number in range(count) if number not in first)


def _supported(model: SupportModel, text: str, source: WritingSource) -> tuple[Span, float] | None:
    """The part of a passage that supports a sentence, as narrow as it can be."""
    windows = [*window_spans(source.text)]
    scores = _scores(model, text, source, windows)
    best = max(range(len(windows)), key=lambda n: scores[n], default=None)
    if best is None or scores[best] < LEAST_SUPPORT:
        return None
    window = windows[best]
    alone = sentences(source.text, window)
    if len(alone) > 1:
        for score, span in sorted(zip(_scores(model, text, source, alone), alone, strict=True), reverse=True):
            if score < LEAST_SUPPORT:
                break
            if not SourceFacts([source.title, span.of(source.text)]).unstated(text):
                return span, score
    return window, scores[best]


def _scores(model: SupportModel, text: str, source: WritingSource, spans: Sequence[Span]) -> list[float]:
    pairs = [ClaimedOf(text, source.title, span.of(source.text)) for span in spans]
    return [float(score) for score in model.judge(pairs)[:, SUPPORTED]] if pairs else []
