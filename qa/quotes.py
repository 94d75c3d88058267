"""What a citation shows a person: its quote, and in words where that stands."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Span
from qa.schemas import Citation, Duplicate, HighlightSpan


def in_quote(citation: Citation, span: Span) -> Span | None:
    """Where a span of the version's text is shown in the quote; None where it is not.

    Words that were added to what is shown belong to it: the names of the columns of a row.
    """
    shown = [
        (run, Span(max(run[1], span.start), min(run[1] + run[2], span.end)))
        for run in citation.quote_runs
        if run[1] < span.end and span.start < run[1] + run[2]
    ]
    if not shown:
        return None
    (at, start, _), first = shown[0]
    (last_at, last_start, _), last = shown[-1]
    begin, end = at + first.start - start, last_at + last.end - last_start
    if span.start < first.start:
        before = max((run[0] + run[2] for run in citation.quote_runs if run[0] < at), default=0)
        begin -= len(citation.quote[before:begin].split("\n")[-1])
    return Span(begin, end)


def place_words(citation: Citation, highlight: HighlightSpan | None = None) -> str:
    """Where in its file a citation stands, or a sentence of it: "p. 12", "sheet Prices, row 4".

    Empty where nothing is known.
    """
    marked = highlight or citation
    words = []
    if marked.page is not None:
        last = marked.page if highlight else citation.page_end or marked.page
        words.append(f"p. {marked.page}" if last == marked.page else f"pp. {marked.page}-{last}")
    if marked.sheet:
        words.append(f"sheet {marked.sheet}")
    if marked.row is not None:
        words.append(f"row {marked.row}")
    if citation.message_id:
        words.append(f"message {citation.message_id}")
    if citation.file_name and citation.file_name != citation.document_id.rsplit("/", 1)[-1]:
        words.append(citation.file_name)
    return ", ".join(words)


def copy_names(copies: Sequence[Duplicate]) -> list[str]:
    """The documents of copies by title and date, each once; by id where these do not tell them apart."""
    ids = {(one.collection, one.source, one.document_id): one for one in copies}
    named = [
        " ".join(filter(None, [one.document_title or one.document_id, one.published])) for one in ids.values()
    ]
    return named if len(set(named)) == len(named) else [one.document_id for one in ids.values()]
