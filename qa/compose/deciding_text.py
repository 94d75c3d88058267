"""The text that is to decide a question that wants yes or no, as the support model reads it."""

from __future__ import annotations

from index.documents import Span
from index.readable.tables import header_above, told_rows
from index.store.stemming import TermAnalyzer
from qa.compose.composed import Composed
from qa.read.table_questions.cell_values import truth_of
from qa.schemas import AnswerForm
from qa.support.narrowing import Terms, narrowed, narrowed_cells
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
    near = [n for n, s in enumerate(passage.sentences) if s.start < part.span.end and part.span.start < s.end]
    first, last = (near[0], near[-1]) if near else (0, -1)
    around = [one for one in passage.sentences[max(first - 1, 0) : last + 2] if _is_prose(passage.slice(one))]
    start = min([part.span.start, *(one.start for one in around)])
    end = max([part.span.end, *(one.end for one in around)])
    cut = narrowed(part.text, asked, terms)
    before, behind = (passage.slice(one) for one in (Span(start, part.span.start), Span(part.span.end, end)))
    return DecidingText(title, part.text, cut, f"{before}{cut}{behind}")


def states(words: str) -> bool:
    """Whether words state something: there are some, and they are no question."""
    return bool(words) and not words.rstrip(" \n*_").endswith("?")


def _is_prose(words: str) -> bool:
    return states(words) and "|" not in words


def _row(composed: Composed) -> str:
    """The row of a table that an answer is, told as "Plan: Team; Price: €9"; empty where it is none."""
    if composed.form is AnswerForm.ROW:
        return "; ".join(f"{part.label}: {part.text}" if part.label else part.text for part in composed.parts)
    part = composed.parts[0]
    passage = part.passage
    if "|" not in part.text:
        return ""
    rows = told_rows(passage.text, header_above("\n".join(passage.above)))
    return rows.get(part.span.moved(-passage.span.start), "")


def _of_row(title: str, row: str, asked: str, terms: Terms) -> DecidingText:
    name, *cells = narrowed_cells(row, asked, terms)
    wanted = {*terms(asked)}
    labelled = ((cell, *cell.rsplit(": ", 1)) for cell in cells if ": " in cell)
    truths = [
        (cell, said)
        for cell, label, words in labelled
        if wanted & {*terms(label)} and (said := truth_of(words)) is not None
    ]
    if len(truths) == 1:
        cells = [truths[0][0]]
    told = "; ".join((name, *cells))
    return DecidingText(title, row, told, told, truths[0][1] if len(truths) == 1 else None)
