"""Answer from the tables among the passages that were read.

The reader says which place of a collection answers, the ranker which cell of the table there: the reader sees a
few rows at a time, and knows nothing of the highest, the next or the number of rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

from index.blocks import BlockKind
from index.documents import Span
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.read.table_questions.asked import AskedOfTable
from qa.read.table_questions.ranker import TableAnswer, TableRanker
from qa.read.table_questions.table import Table, read_table
from qa.retrieve.searched import Searched
from qa.understand.parsed_question import ParsedQuestion

#: Passages that are looked at, tables that are ranked, and tables that are remembered.
MOST_PASSAGES, MOST_TABLES, MOST_REMEMBERED = 4, 3, 200
#: What the ranker's log odds of a cell, and the reader's, count; cells that the ranker has not named have `UNNAMED`.
READER_WEIGHT, UNNAMED = 0.2, -8.0
#: The version of a text, and where in it a table is.
Place = tuple[str, Span]


@dataclass(frozen=True)
class FoundTable:
    """A table that was read through a passage of it.

    Args:
        evidence: The best passage that has a part of it.
        span: Of the version's text.
        answers: What it may answer, best first.
    """

    evidence: ReadEvidence
    span: Span
    table: Table
    answers: tuple[TableAnswer, ...]

    def holds(self, evidence: ReadEvidence, span: Span) -> bool:
        """Whether a span of a passage's version is in this table."""
        passage, own = evidence.passage, self.evidence.passage
        return (passage.document_key, passage.version) == (own.document_key, own.version) and (
            self.span.start <= span.start < self.span.end
        )


class TableReader:
    """Reads tables and ranks what they answer.  Safe to call from many threads.

    Args:
        ranker: Ranks the cells of a table.
    """

    def __init__(self, ranker: TableRanker) -> None:
        self._ranker = ranker
        self._lock = Lock()
        self._tables: dict[Place, Table | None] = {}

    def found(
        self, question: ParsedQuestion, searched: Searched, read: Sequence[ReadEvidence]
    ) -> list[FoundTable]:
        """The tables of the first passages, with what they answer; none where no passage has a table.

        Args:
            read: Best first.
        """
        places: dict[Place, ReadEvidence] = {}
        for evidence in read[:MOST_PASSAGES]:
            if "|" in evidence.passage.text:
                for span in _tables_of(searched, evidence):
                    places.setdefault((evidence.passage.version, span), evidence)
        if not places:
            return []
        asked = AskedOfTable(question.reader_words, searched.analyzer)
        found = []
        for (_, span), evidence in [*places.items()][:MOST_TABLES]:
            table = self._table(searched, evidence, span)
            if table and (answers := self._ranker.ranked(asked, table)):
                found.append(FoundTable(evidence, span, table, tuple(answers)))
        return found

    def _table(self, searched: Searched, evidence: ReadEvidence, span: Span) -> Table | None:
        passage = evidence.passage
        place = passage.version, span
        with self._lock:
            if place in self._tables:
                return self._tables[place]
        table = read_table(searched.version_text(passage.document_id, passage.version), span)
        with self._lock:
            if len(self._tables) >= MOST_REMEMBERED:
                self._tables.clear()
            self._tables[place] = table
        return table


def _tables_of(searched: Searched, evidence: ReadEvidence) -> list[Span]:
    passage = evidence.passage
    blocks = searched.of(passage).blocks_of(passage.document_id, passage.version, passage.span, passage.source)
    return [block.span for block in blocks if block.kind is BlockKind.TABLE]


def reweighed(read: Sequence[ReadEvidence], tables: Sequence[FoundTable]) -> list[ReadEvidence]:
    """The passages, in whose tables the ranker's cells have the odds that the reader's best cell had."""
    changed = [*read]
    for found in tables:
        inside = [n for n, one in enumerate(changed) if _touches(found, one)]
        margins = [
            scored.margin
            for n in inside
            for scored in changed[n].reading.spans
            if found.holds(changed[n], scored.span.moved(changed[n].passage.span.start))
        ]
        if margins:
            for n in inside:
                changed[n] = replace(changed[n], reading=_reading(found, changed[n], max(margins)))
    return changed


def _touches(found: FoundTable, evidence: ReadEvidence) -> bool:
    passage, own = evidence.passage, found.evidence.passage
    return (
        (passage.document_key, passage.version) == (own.document_key, own.version)
        and passage.span.start < found.span.end
        and found.span.start < passage.span.end
    )


def _reading(found: FoundTable, evidence: ReadEvidence, best: float) -> Reading:
    """The reading of a passage; the ranker's cells take the place of spans that overlap them."""
    start = evidence.passage.span.start
    odds = {span: log for span, log in _cell_odds(found) if _is_within(span, evidence.passage.span)}
    lead = max(log for _, log in _cell_odds(found)) if odds else 0.0
    spans = [ScoredSpan(span.moved(-start), best + log - lead) for span, log in odds.items()]
    for scored in evidence.reading.spans:
        if any(scored.span.start < one.span.end and one.span.start < scored.span.end for one in spans[: len(odds)]):
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
