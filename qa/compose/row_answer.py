"""The cell of a table that answers, within its row; or the rows that were counted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from qa.compose.composed import Composed, Findings, Part
from qa.compose.verdict import wants_verdict
from qa.read.table_questions.computed import RIGHT
from qa.read.table_questions.found_tables import FoundTable
from qa.read.table_questions.programs import Op
from qa.read.table_questions.ranker import TableAnswer
from qa.schemas import AnswerForm, Verdict
from qa.understand.marks import CONDITION, YEAR, Mark, marks

#: Cells of a row, and rows of a list, that are shown.
MOST_CELLS, MOST_ROWS = 6, 12
#: Log odds that a count has at most if no word of the question chose its rows: what was to choose them may
#: have been missed.  Of 83 such counts on tables of Wikipedia .65 were right.
WIDE = -4.0


def row_answer(found: Findings) -> Composed | None:
    """What the table answers in which the best value stands, or else one that the reader cannot find.

    A table of siblings, among which is not what the question names, answers nothing: B-1045 for B-1040.
    """
    tables = [one for one in found.tables if not _lists_siblings(found.question.marks, one)]
    for best in found.values[:1]:
        for table in tables:
            if table.holds(best.found.evidence, best.found.span):
                return _composed(table, table.answers[0])
    return next((_composed(table, table.answers[0]) for table in tables if table.computed), None)


def compared_rows(found: Findings) -> Composed | None:
    """The cells of two rows that a question compares, and the name of the one that has more of what is asked.

    That one comes first.  Whether the first one has it answers yes or no.
    """
    for table in found.tables:
        if pair := table.compared:
            named = [
                table.table.rows[row][name].words for row, name in zip(pair.rows, pair.names, strict=True)
            ]
            cells = [
                part._replace(label=name)
                for row, name in zip(pair.rows, named, strict=True)
                if (part := _cell(table, row, pair.column))
            ]
            yes = Verdict.YES if pair.winner == 0 else Verdict.NO
            return Composed(
                AnswerForm.LIST,
                tuple(cells[::-1] if pair.winner == 1 else cells),
                value=None if pair.winner is None else named[pair.winner],
                verdict=yes if wants_verdict(found.question) else None,
                probability=RIGHT,
            )
    return None


def winner_of(found: Findings, compared: Composed) -> Composed | None:
    """A comparison with the side that the ranker names, if one of both is what it answers.

    None where one of two is asked for and a table answers something else: the sides were misunderstood.
    """
    row = row_answer(found)
    if row is None or not isinstance(row.value, Part):
        return compared
    terms = found.searched.analyzer.content_terms
    said = {*terms(row.value.text)}
    sides = [{*terms(side)} for side in found.question.topic.sides]
    named = [bool(said and side) and (said <= side or side <= said) for side in sides]
    if sum(named) != 1:
        return None if found.question.is_choice else compared
    value = row.value.span
    parts = sorted(compared.parts, key=lambda part: not part.span.overlaps(value))
    return replace(compared, parts=tuple(parts), value=row.value, strength=row.strength)


def _lists_siblings(asked: Sequence[Mark], found: FoundTable) -> bool:
    """Whether a table has years, codes or numbered names of a kind that is asked for, and none that is.

    Years count that name columns and rows: those in other cells may be the answer.
    """
    wanted = [mark for mark in asked if not mark.kind.startswith(CONDITION)]
    if not wanted:
        return False
    naming = [*found.table.names, *(row[0].words for row in found.table.rows if row)]
    others = [cell.words for row in found.table.rows for cell in row[1:]]
    alike = [mark for words in naming for mark in marks(words)]
    alike += [mark for words in others for mark in marks(words) if mark.kind != YEAR]
    return any(
        any(one.kind == mark.kind for one in alike) and all(one.words != mark.words for one in alike)
        for mark in wanted
    )


def _composed(found: FoundTable, answer: TableAnswer) -> Composed:
    """An answer as it is shown."""
    made = _shown(found, answer)
    return replace(made, probability=RIGHT) if found.computed else made


def _shown(found: FoundTable, answer: TableAnswer) -> Composed:
    strength = math.log(max(answer.probability, 1e-6) / max(1.0 - answer.probability, 1e-6))
    rows = answer.selection.rows
    if answer.selection.op is Op.COUNT and not answer.selection.source.words:
        strength = min(strength, WIDE)
    if answer.column < 0:
        named = [part for row in rows[:MOST_ROWS] if (part := _name(found, row))]
        return Composed(AnswerForm.LIST, tuple(named), value=answer.words[0], strength=strength)
    if len(answer.words) > 1:
        entries = [_entry(found, row, answer.column) for row in rows[:MOST_ROWS]]
        return Composed(AnswerForm.LIST, tuple(filter(None, entries)), strength=strength)
    first = next(row for row in rows if found.table.rows[row][answer.column].words)
    also = [_cell(found, row, answer.column) for row in rows if row > first]
    return Composed(
        AnswerForm.ROW,
        _row(found, first, answer),
        value=_cell(found, first, answer.column),
        also=tuple(filter(None, also)),
        strength=strength,
    )


def _row(found: FoundTable, row: int, answer: TableAnswer) -> tuple[Part, ...]:
    """The name of a row, and its cells with their columns: those that the answer is about, then others."""
    selection = answer.selection
    wanted = [answer.column, selection.key, *selection.source.columns, *range(len(found.table.names))]
    chosen = [n for n in dict.fromkeys(wanted) if n >= 0 and n != _naming(found, row)][: MOST_CELLS - 1]
    cells = [_cell(found, row, column, labelled=True) for column in sorted(chosen)]
    return tuple(filter(None, [_name(found, row), *cells]))


def _naming(found: FoundTable, row: int) -> int:
    """The column that names a row: its first one that has words."""
    return next((n for n, cell in enumerate(found.table.rows[row]) if cell.words), 0)


def _name(found: FoundTable, row: int) -> Part | None:
    return _cell(found, row, _naming(found, row))


def _entry(found: FoundTable, row: int, column: int) -> Part | None:
    """A cell, with the name of its row."""
    part, naming = _cell(found, row, column), _naming(found, row)
    return part._replace(label=found.table.rows[row][naming].words) if part and naming != column else part


def _cell(found: FoundTable, row: int, column: int, *, labelled: bool = False) -> Part | None:
    cell = found.table.rows[row][column]
    if not cell.words:
        return None
    label = found.table.names[column] if labelled else ""
    return Part(found.passage_of(cell.span), cell.span, label or None)
