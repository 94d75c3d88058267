"""The text that is to decide a question that wants yes or no, as the support model reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.documents import Span
from index.readable.tables import header_above, told_rows
from index.store.stemming import TermAnalyzer
from qa.compose.composed import Composed
from qa.read.table_questions.cell_values import counts_some, truth_of
from qa.schemas import AnswerForm
from qa.support.narrowing import Terms, asked_clauses, narrowed, narrowed_cells
from qa.support.verdict_features import DecidingText

#: Forms of which the first part is sentences, and the one that is a row of a table.
DECIDING = (AnswerForm.SENTENCE, AnswerForm.SENTENCES, AnswerForm.ROW)
_TERMS = TermAnalyzer()


def deciding_text(composed: Composed, asked: str) -> DecidingText:
    """The first sentences of an answer, or its row, cut to what is asked; with a sentence before and behind.

    A question states nothing, and the model takes one that is like the question asked for its answer: title,
    headings and neighbours that are questions, as in an FAQ, are left out, and so are rows of tables.
    """
    part = composed.parts[0]
    passage = part.passage
    title = " > ".join(filter(states, [passage.document_title, *passage.headings]))

    def terms(text: str) -> list[str]:
        return _TERMS.content_terms(text, passage.language)

    if row := _row(composed):
        return _of_row(title, row, asked, terms)
    near = [n for n, one in enumerate(passage.sentences) if one.overlaps(part.span)]
    first, last = (near[0], near[-1]) if near else (0, -1)
    around = [one for one in passage.sentences[max(first - 1, 0) : last + 2] if _is_prose(passage.slice(one))]
    start = min([part.span.start, *(one.start for one in around)])
    end = max([part.span.end, *(one.end for one in around)])
    cut = narrowed(part.text, asked, terms)
    before, behind = (passage.slice(one) for one in (Span(start, part.span.start), Span(part.span.end, end)))
    clauses = asked_clauses(part.text, asked, terms)
    window = f"{before}{cut}{behind}"
    return DecidingText(title, part.text, cut, window, clauses=clauses, around=f"{before}\n{behind}")


def states(words: str) -> bool:
    """Whether words state something: there are some, and they are no question."""
    return bool(words) and not words.rstrip(" \n*_").endswith("?")


def _is_prose(words: str) -> bool:
    return states(words) and "|" not in words


class _Row(NamedTuple):
    """A row of a table told as "Plan: Team; Price: €9", and the others of its passage."""

    told: str
    others: Sequence[str] = ()


def _row(composed: Composed) -> _Row | None:
    """The row that an answer is; None where it is none."""
    part = composed.parts[0]
    passage = part.passage
    if composed.form is not AnswerForm.ROW and "|" not in part.text:
        return None
    rows = told_rows(passage.text, header_above("\n".join(passage.above)))
    if composed.form is AnswerForm.ROW:
        cells = (f"{one.label}: {one.text}" if one.label else one.text for one in composed.parts)
        return _Row("; ".join(cells), [*rows.values()])
    told = rows.get(part.span.moved(-passage.span.start))
    return _Row(told, [*rows.values()]) if told else None


def _of_row(title: str, row: _Row, asked: str, terms: Terms) -> DecidingText:
    name, *cells = narrowed_cells(row.told, asked, terms)
    wanted = {*terms(asked)}
    truths = [
        (cell, said)
        for cell in cells
        if ": " in cell and wanted & {*terms(cell.rsplit(": ", 1)[0])}
        if (said := _truth(cell, row.others)) is not None
    ]
    cell, said = truths[0] if len(truths) == 1 else ("", None)
    told = "; ".join((name, *([cell] if cell else cells)))
    return DecidingText(title, row.told, told, told, said)


def _truth(cell: str, rows: Sequence[str]) -> bool | None:
    """Whether a cell "In stock: 5" says that there is some.

    A number says so where other rows have none of it: so a column of prices says nothing.
    """
    label, words = cell.rsplit(": ", 1)
    if (said := truth_of(words)) is not None or not counts_some(words):
        return said
    column = (one.rsplit(": ", 1) for row in rows for one in row.split("; ") if ": " in one)
    return True if any(name == label and truth_of(other) is False for name, other in column) else None
