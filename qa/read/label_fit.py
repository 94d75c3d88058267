"""Of lines with labels, "Chairwoman: Ann Lee", the one answers whose label the question speaks of.

The reader takes the value of a neighbouring line, or one value with the next label behind it.  What retrieval
says of the lines tells them apart, as it does of the rows of a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.documents import Span
from index.store.stemming import TermAnalyzer
from qa.read.labelled_lines import labelled_lines
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.read.table_rows import ROW_WEIGHT
from qa.understand.parsed_question import ParsedQuestion


def weigh_labels(
    question: ParsedQuestion, analyzer: TermAnalyzer, read: Sequence[ReadEvidence]
) -> list[ReadEvidence]:
    """The readings, no value longer than its line, and less sure of lines that fit worse than the best.

    Only a line whose label has a word of the question is a best one: in a dialogue the answer stands in the
    line of another speaker.
    """
    return [_weighed(question, analyzer, one) for one in read]


def _weighed(question: ParsedQuestion, analyzer: TermAnalyzer, evidence: ReadEvidence) -> ReadEvidence:
    passage, reading = evidence.passage, evidence.reading
    lines = labelled_lines(passage.text)
    if not lines or not reading.spans:
        return evidence
    asked = {*analyzer.content_terms(question.text, passage.language)}
    supports = _supports(evidence, lines)
    best = max(
        (
            support
            for line, support in supports.items()
            if asked & {*analyzer.content_terms(lines[line].of(passage.text), passage.language)}
        ),
        default=0.0,
    )
    scored = [
        ScoredSpan(_within(lines, one.span), one.margin - _loss(one.span, supports, best))
        for one in reading.spans
    ]
    scored.sort(key=lambda one: -one.margin)
    lowered = reading.spans[0].margin - scored[0].margin
    return replace(evidence, reading=Reading(tuple(scored), reading.odds - lowered, reading.support))


def _supports(evidence: ReadEvidence, lines: dict[Span, Span]) -> dict[Span, float]:
    """How well each of the lines supports an answer by retrieval."""
    start = evidence.passage.span.start
    sentences = [
        (span.moved(-start), one)
        for span, one in zip(evidence.passage.sentences, evidence.supports, strict=False)
    ]
    return {line: max((one for span, one in sentences if span.overlaps(line)), default=0.0) for line in lines}


def _within(lines: dict[Span, Span], span: Span) -> Span:
    """A span that does not go on behind the line in which it begins."""
    line = next((one for one in lines if one.start <= span.start < one.end), span)
    return Span(span.start, min(span.end, line.end))


def _loss(span: Span, supports: dict[Span, float], best: float) -> float:
    support = next((one for line, one in supports.items() if line.start <= span.start < line.end), best)
    return ROW_WEIGHT * max(best - support, 0.0)
