"""Check a written sentence against the passages that it cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.documents import Span
from index.ingest.sentences import sentences
from qa.support.protocol import SUPPORTED, ClaimedOf, SupportModel
from qa.support.stated_facts import SourceFacts

#: A passage is judged in windows of about so many words, which share a sentence or more: the model was
#: trained on a few sentences at a time.
WINDOW = 80


class SourceText(NamedTuple):
    """A passage with its title and headings."""

    title: str
    text: str


class Checked(NamedTuple):
    """What was found of a sentence.

    Args:
        score: Probability that a passage supports it, by the support model.
        unstated: Numbers, dates, names and quotations of it that no passage states.
    """

    score: float
    unstated: list[str]


def check_sentence(model: SupportModel, sentence: str, sources: Sequence[SourceText]) -> Checked:
    """Whether passages support a sentence: the best of their windows, and an exact check of its facts."""
    pairs = [ClaimedOf(sentence, source.title, part) for source in sources for part in windows(source.text)]
    score = float(model.judge(pairs)[:, SUPPORTED].max()) if pairs else 0.0
    facts = SourceFacts([text for source in sources for text in source])
    return Checked(score, facts.unstated(sentence))


def windows(text: str) -> Iterator[str]:
    """Parts of a text, as `window_spans` cuts them."""
    return (span.of(text) for span in window_spans(text))


def window_spans(text: str) -> Iterator[Span]:
    """Parts of a text, in order: sentences up to `WINDOW` words, each beginning halfway into the last."""
    spans = sentences(text, Span(0, len(text)))
    words = [len(text[span.start : span.end].split()) for span in spans]
    first = 0
    while first < len(spans):
        last = first + 1
        while last < len(spans) and sum(words[first : last + 1]) <= WINDOW:
            last += 1
        yield Span(spans[first].start, spans[last - 1].end)
        if last == len(spans):
            return
        first = max(first + 1, (first + last + 1) // 2)
