"""The ranker's cells take the odds of the reader's best cell."""

from __future__ import annotations

from dataclasses import replace

from index.documents import Span
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.read.table_questions.found_tables import FoundTable
from qa.read.table_questions.programs import Op, Selection
from qa.read.table_questions.ranker import TableAnswer
from qa.read.table_questions.reweighing import NAME_WEIGHT, UNNAMED, reweighed
from qa.read.table_questions.row_set import RowSet, SetKind
from qa.read.table_questions.table import read_table
from qa.understand.parsed_question import ReaderQuestion
from tests.support.passages import evidence, stored

ROWS = "| Hut | Beds |\n| --- | --- |\n| Elm | 42 |\n| Fox | 18 |"
TEXT = f"There are 7 huts.\n\n{ROWS}"
TABLE = Span(TEXT.index("|"), len(TEXT))


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def read(margins: dict[str, float]) -> ReadEvidence:
    passage = stored([["x"]])._replace(text=TEXT, span=Span(0, len(TEXT)))
    spans = tuple(ScoredSpan(span(words), margin) for words, margin in margins.items())
    reading = Reading(spans, max(margins.values()) + 0.5)
    return ReadEvidence.of(evidence(1, 0.0, passage), reading, ReaderQuestion("", ()))


def found(one: ReadEvidence, row: int, column: int, fit: float = 1.0) -> FoundTable:
    table = read_table(TEXT, TABLE)
    assert table
    selection = Selection(RowSet((row,), SetKind.MATCH), Op.SELECT, (row,))
    answer = TableAnswer(selection, column, (table.rows[row][column].words,), 0.9)
    return FoundTable(one, (one.passage,), TABLE, table, (answer,), fit)


def shown(one: ReadEvidence) -> dict[str, float]:
    return {scored.span.of(TEXT): scored.margin for scored in one.reading.spans}


def test_the_cell_that_the_ranker_names_is_the_best_of_its_table() -> None:
    one = read({"42": 2.0, "7": 1.0, "18": -1.0})
    [changed] = reweighed([one], [found(one, 1, 1)])
    assert shown(changed) == {"18": 2.0, "7": 1.0, "42": 2.0 + UNNAMED}
    assert changed.reading.odds == one.reading.odds


def test_a_row_with_other_words_in_its_name_loses() -> None:
    one = read({"42": 2.0, "7": 1.0})
    [changed] = reweighed([one], [found(one, 0, 1, fit=0.5)])
    assert shown(changed) == {"7": 1.0, "42": 2.0 - NAME_WEIGHT / 2}
    assert changed.reading.odds == one.reading.odds - 1.0


def test_a_table_in_which_nothing_was_read_changes_nothing() -> None:
    one = read({"7": 1.0})
    assert reweighed([one], [found(one, 1, 1)]) == [one]
    assert reweighed([one], []) == [one]


def test_another_passage_stays_as_it_is() -> None:
    one = read({"42": 2.0})
    other = replace(one, passage=one.passage._replace(id=2))
    assert reweighed([other], [found(one, 1, 1)]) == [other]


def test_where_no_passage_that_was_read_has_the_cell_the_reader_stands_for_the_table() -> None:
    one = read({"42": 2.0})
    part = replace(one, passage=one.passage._replace(span=Span(0, TEXT.index("| Fox"))))
    assert reweighed([part], [found(part, 1, 1)]) == [part]
