"""Citations of a part of a quoted passage: exact by arithmetic, checked against the version once more."""

from __future__ import annotations

from index.documents import Span
from index.errors import CitationBroken
from index.search.snapshot import Snapshot
from qa.cite import span_url
from qa.quotes import in_quote
from qa.schemas import Citation


def span_in_text(citation: Citation, shown: Span) -> Span | None:
    """Where in the version's text a part of a citation's quote stands; None where it is only words added.

    The opposite of `qa.quotes.in_quote`.
    """
    touched = [run for run in citation.quote_runs if run[0] < shown.end and shown.start < run[0] + run[2]]
    if not touched:
        return None
    at, start, _ = touched[0]
    last_at, last_start, length = touched[-1]
    return Span(start + max(0, shown.start - at), last_start + min(length, shown.end - last_at))


def cite_part(citation: Citation, span: Span, snapshot: Snapshot) -> Citation:
    """Cite a part of what is cited.

    Args:
        citation: Of the whole passage.
        span: Within it, in the version's text.
        snapshot: Of its collection.

    Raises:
        NotFound: The document was erased meanwhile.
        CitationBroken: The version's text does not hold the quote.
    """
    first = citation.start_char_index
    quoted = citation.cited_text[span.start - first : span.end - first]
    text = snapshot.version_text(citation.document_id, citation.version)
    shown = in_quote(citation, span)
    if not quoted or span.of(text) != quoted or shown is None:
        raise CitationBroken(f"[{span.start}, {span.end}) of {citation.document_id!r} is not what is quoted.")
    begins, ends = snapshot.places_of(citation.document_id, citation.version, span, citation.source)
    where = (citation.collection, citation.document_id, citation.version, span, citation.source)
    return citation.model_copy(
        update={
            "start_char_index": span.start,
            "end_char_index": span.end,
            "cited_text": quoted,
            "quote": shown.of(citation.quote),
            "quote_runs": [
                run for run in (_clipped(run, shown) for run in citation.quote_runs) if run[2] > 0
            ],
            "url": span_url(*where),
            "page": begins.page,
            "page_end": ends.page,
            "sheet": begins.sheet,
            "row": begins.row,
        }
    )


def _clipped(run: tuple[int, int, int], shown: Span) -> tuple[int, int, int]:
    """What of a run is within a part of the quote, counted from where the part begins."""
    at, start, length = run
    begin, end = max(at, shown.start), min(at + length, shown.end)
    return begin - shown.start, start + begin - at, end - begin
