"""Answer from the tables among the passages that were read.

The reader says which place answers, the ranker which cell of the table there: the reader sees a few rows at a
time, and knows nothing of the highest, the next or the number of rows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

from index.blocks import BlockKind
from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.read.read_evidence import ReadEvidence
from qa.read.table_questions.asked import AskedOfTable
from qa.read.table_questions.compared import Compared, compared
from qa.read.table_questions.computed import is_computed
from qa.read.table_questions.programs import Op
from qa.read.table_questions.ranker import TableAnswer, TableRanker
from qa.read.table_questions.table import Table, read_table
from qa.read.table_questions.with_reader import with_reader
from qa.retrieve.searched import Searched
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion

#: Tables that are ranked, those first in which the reader has found most, and tables that are remembered.
MOST_TABLES, MOST_REMEMBERED = 3, 200
#: A number that no cell has is named if it is so probable.  On tables that were kept back, of 33 with .5 to
#: .7 were .42 right, .06 of 33 with less than .35.
LEAST_COMPUTED = 0.5
#: The version of a text, and where in it a table is.
Place = tuple[str, Span]


@dataclass(frozen=True)
class FoundTable:
    """A table that was read through a passage of it.

    Args:
        evidence: The best passage that has a part of it.
        parts: All passages that were read and have a part of it.
        span: Of the version's text.
        answers: What it may answer, best first.
        fit: Share of the words of the answering row's name that the question has; 1 where no row is named.
        computed: Whether the first answer is one that only the rows together give (`computed.py`).
        compared: The two rows of a comparison.
    """

    evidence: ReadEvidence
    parts: tuple[StoredPassage, ...]
    span: Span
    table: Table
    answers: tuple[TableAnswer, ...]
    fit: float = 1.0
    computed: bool = False
    compared: Compared | None = None

    def passage_of(self, span: Span) -> StoredPassage:
        """The passage that has a span of the table; the best one where none that was read has it."""
        having = (one for one in self.parts if one.span.start <= span.start and span.end <= one.span.end)
        return next(having, self.evidence.passage)

    def holds(self, evidence: ReadEvidence, span: Span) -> bool:
        """Whether a span of a passage's version is in this table."""
        passage, own = evidence.passage, self.evidence.passage
        return (passage.document_key, passage.version) == (own.document_key, own.version) and (
            self.span.start <= span.start < self.span.end
        )

    def column_of(self, span: Span) -> int | None:
        """The column in which a span of the version's text begins; None where it begins in no cell."""
        inside = (
            column
            for row in self.table.rows
            for column, cell in enumerate(row)
            if cell.span.start <= span.start < cell.span.end
        )
        return next(inside, None)


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
        """The tables of the first passages, with what they answer.

        None where no passage has a table or the question has no word: "???".

        Args:
            read: Best first.
        """
        places: dict[Place, ReadEvidence] = {}
        for evidence in read:
            if "|" in evidence.passage.text:
                for span in _tables_of(searched, evidence):
                    places.setdefault((evidence.passage.version, span), evidence)
        if not places or not question.reader_words:
            return []
        asked = AskedOfTable(question.reader_words, searched.analyzer)
        parts = [
            (span, [one for one in read if _is_of(one.passage, evidence.passage, span)])
            for (_, span), evidence in places.items()
        ]
        parts.sort(key=lambda one: -max(_margins(one[1], one[0]).values(), default=-math.inf))
        found = (self._found(asked, searched, span, of) for span, of in parts[:MOST_TABLES])
        tables = [one for one in found if one]
        if not question.asks(AnswerKind.COMPARISON):
            return tables
        pairs = (compared(self._ranker, question, searched.analyzer, one.table) for one in tables)
        return [replace(one, compared=pair) for one, pair in zip(tables, pairs, strict=True)]

    def _found(
        self, asked: AskedOfTable, searched: Searched, span: Span, parts: Sequence[ReadEvidence]
    ) -> FoundTable | None:
        table = self._table(searched, parts[0], span)
        ranked = self._ranker.ranked(asked, table) if table else []
        ranked = [one for one in ranked if one.column >= 0 or one.probability >= LEAST_COMPUTED]
        if table is None or not ranked:
            return None
        answers = with_reader(ranked, table, _margins(parts, span))
        passages = tuple(one.passage for one in parts)
        best = answers[0]
        computed = is_computed(asked, table, best)
        return FoundTable(parts[0], passages, span, table, tuple(answers), _fit(asked, table, best), computed)

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


def _is_of(passage: StoredPassage, other: StoredPassage, table: Span) -> bool:
    """Whether a passage has a part of a table in the version of another."""
    same = (passage.document_key, passage.version) == (other.document_key, other.version)
    return same and passage.span.overlaps(table)


def _margins(parts: Sequence[ReadEvidence], table: Span) -> dict[Span, float]:
    """The reader's log odds of the spans in a table."""
    return {
        span: scored.margin
        for one in parts
        for scored in one.reading.spans
        if table.start <= (span := scored.span.moved(one.passage.span.start)).start < table.end
    }


def _fit(asked: AskedOfTable, table: Table, answer: TableAnswer) -> float:
    """How much of the name of the row that is selected the question says: all of it for the very row."""
    selection = answer.selection
    naming = next((n for n, cell in enumerate(table.rows[selection.rows[0]]) if cell.words), 0)
    if selection.op is not Op.SELECT or answer.column == naming:
        return 1.0
    terms = asked.content_terms_of(table.rows[selection.rows[0]][naming].words)
    return sum(term in asked.terms for term in terms) / len(terms) if terms else 1.0


def _tables_of(searched: Searched, evidence: ReadEvidence) -> list[Span]:
    passage = evidence.passage
    blocks = searched.of(passage).blocks_of(
        passage.document_id, passage.version, passage.span, passage.source
    )
    return [block.span for block in blocks if block.kind is BlockKind.TABLE]
