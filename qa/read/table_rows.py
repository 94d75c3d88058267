"""In a table, an answer counts less the worse its row fits the question.

The reader tells which column is asked for better than which row: it mistakes Q1 for Q3, and one part's number
for another's.  The words and the vectors of the rows tell that.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Span
from index.readable.tables import header_above, row_spans
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.retrieve.evidence import Evidence

#: What a row's support for an answer weighs in log odds, beside that of the best row.
ROW_WEIGHT = 16.0


def weigh_rows(passages: Sequence[Evidence], readings: Sequence[Reading]) -> list[Reading]:
    """The readings of passages, the log odds of each cell lowered by what its row is worse than the best."""
    supports = [_row_supports(evidence) for evidence in passages]
    best = max((support for rows in supports for support in rows.values()), default=0.0)
    return [
        _weighed(reading, rows, best) if rows else reading
        for reading, rows in zip(readings, supports, strict=True)
    ]


def _row_supports(evidence: Evidence) -> dict[Span, float]:
    """How well each row of a table supports an answer, by its span in the passage."""
    passage = evidence.passage
    rows = row_spans(passage.text, header_above("\n".join(passage.above))) if "|" in passage.text else set()
    if not rows or not evidence.supports:
        return {}
    sentences = [span.moved(-passage.span.start) for span in passage.sentences]
    return {span: support for span, support in zip(sentences, evidence.supports, strict=True) if span in rows}


def _weighed(reading: Reading, rows: dict[Span, float], best: float) -> Reading:
    spans = [
        ScoredSpan(scored.span, scored.margin - ROW_WEIGHT * (best - _support(scored.span, rows, best)))
        for scored in reading.spans
    ]
    if not spans:
        return reading
    spans.sort(key=lambda scored: -scored.margin)
    lost = max(scored.margin for scored in reading.spans) - spans[0].margin
    return Reading(tuple(spans), reading.odds - lost)


def _support(span: Span, rows: dict[Span, float], best: float) -> float:
    """The support of the row that a span is in; that of the best where it is in none."""
    return next((support for row, support in rows.items() if row.start <= span.start < row.end), best)
