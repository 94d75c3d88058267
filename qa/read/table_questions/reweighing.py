"""Give the cells that the ranker names the odds of the reader's best cell, and other cells less."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from index.documents import Span
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.read.table_questions.found_tables import FoundTable

#: Log odds of cells that the ranker has not named.
UNNAMED = -8.0
#: What is lost, in log odds, by a row whose name has only other words than the question.
NAME_WEIGHT = 3.0


def reweighed(read: Sequence[ReadEvidence], tables: Sequence[FoundTable]) -> list[ReadEvidence]:
    """The passages, in whose tables the ranker's cells have the odds that the reader's best cell had.

    Where none of these cells is in a passage that was read, the reader's cells stand for the table.
    """
    changed = [*read]
    for found in tables:
        ids = {passage.id for passage in found.parts}
        inside = [n for n, one in enumerate(changed) if one.passage.id in ids]
        margins = [
            scored.margin
            for n in inside
            for scored in changed[n].reading.spans
            if found.holds(changed[n], scored.span.moved(changed[n].passage.span.start))
        ]
        named = [span for span, _ in _cell_odds(found)]
        if margins and any(_is_within(span, changed[n].passage.span) for n in inside for span in named):
            for n in inside:
                changed[n] = replace(
                    changed[n],
                    reading=_reading(found, changed[n], max(margins) - NAME_WEIGHT * (1 - found.fit)),
                )
    return changed


def _reading(found: FoundTable, evidence: ReadEvidence, best: float) -> Reading:
    """The reading of a passage; the ranker's cells take the place of spans that overlap them."""
    start = evidence.passage.span.start
    odds = {span: log for span, log in _cell_odds(found) if _is_within(span, evidence.passage.span)}
    lead = max(log for _, log in _cell_odds(found)) if odds else 0.0
    spans = [ScoredSpan(span.moved(-start), best + log - lead) for span, log in odds.items()]
    for scored in evidence.reading.spans:
        if any(scored.span.overlaps(one.span) for one in spans[: len(odds)]):
            continue
        inside = found.holds(evidence, scored.span.moved(start))
        spans.append(scored._replace(margin=scored.margin + UNNAMED) if inside else scored)
    spans.sort(key=lambda scored: -scored.margin)
    before = evidence.reading.spans
    change = spans[0].margin - before[0].margin if spans and before else 0.0
    return evidence.reading._replace(spans=tuple(spans), odds=evidence.reading.odds + change)


def _cell_odds(found: FoundTable) -> list[tuple[Span, float]]:
    """The cells that the ranker names, with the logarithm of their probability."""
    return [
        (cell.span, math.log(max(answer.probability, 1e-6)))
        for answer in found.answers
        if answer.column >= 0
        for row in answer.selection.rows
        if (cell := found.table.rows[row][answer.column]).words
    ]


def _is_within(span: Span, whole: Span) -> bool:
    return whole.start <= span.start and span.end <= whole.end
