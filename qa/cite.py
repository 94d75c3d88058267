"""Make citations from offsets, and check each quote before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

from index.documents import DEFAULT_SOURCE, Span
from index.errors import CitationBroken
from index.store.catalog.collections import DEFAULT
from index.store.catalog.passages import StoredPassage
from qa.schemas import Citation


class Citer:
    """Cites passages of one collection, checking every quote against the version it names.

    Args:
        collection: Its name.
        version_text: Gives the text of a document's version.
    """

    def __init__(self, collection: str, version_text: Callable[[str, str], str]) -> None:
        self._collection = collection
        self._version_text = version_text
        self._texts: dict[tuple[str, str], str] = {}

    def cite(self, passage: StoredPassage, span: Span | None = None) -> Citation:
        """Cite `span` of the passage's version, by default the whole passage.

        Raises:
            CitationBroken: The version's text does not hold the quote.
        """
        span = span or passage.span
        start, end = span.start - passage.span.start, span.end - passage.span.start
        quoted = passage.text[start:end] if 0 <= start < end else ""
        if not quoted or span.of(self._text(passage)) != quoted:
            raise CitationBroken(
                f"[{span.start}, {span.end}) of {passage.document_id!r} is not what is quoted.",
                hint="Report this; `qa ingest` of the document again repairs the passage.",
            )
        return Citation(
            document_id=passage.document_id,
            source=passage.source,
            document_title=passage.document_title,
            version=passage.version,
            start_char_index=span.start,
            end_char_index=span.end,
            cited_text=quoted,
            url=span_url(self._collection, passage.document_id, passage.version, span, passage.source),
            source_url=passage.url,
            published=passage.published or None,
        )

    def _text(self, passage: StoredPassage) -> str:
        key = passage.document_id, passage.version
        if key not in self._texts:
            self._texts[key] = self._version_text(*key)
        return self._texts[key]


def span_url(
    collection: str, document_id: str, version: str, span: Span, source: str = DEFAULT_SOURCE
) -> str:
    """Where our page shows a span, relative to the service's root."""
    where = {"version": version, "start": span.start, "end": span.end}
    if source != DEFAULT_SOURCE:
        where = {"source": source, **where}
    if collection != DEFAULT:
        where = {"collection": collection, **where}
    return f"/documents/{in_path(document_id)}?{urlencode(where)}#span"


def in_path(document_id: str) -> str:
    """A document's id as a part of a URL's path.

    Its slashes stay, unless a browser or a proxy would take parts away: `.`, `..`, and empty ones.
    """
    parts = document_id.split("/")
    return quote(document_id, safe="" if {"", ".", ".."} & {*parts} else "/")
