"""Make citations from offsets, and check each quote before it is sent."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote as url_quote
from urllib.parse import urlencode

from index.blocks import Block
from index.documents import Span
from index.errors import CitationBroken
from index.places import Place
from index.readable.pieces import ReadableText
from index.readable.quoting import quote
from index.store.catalog.passages import StoredPassage
from qa.schemas import Citation, HighlightSpan


class Versions(Protocol):
    """The versions of a collection's documents: their texts, and where in their files these stand."""

    def version_text(self, document_id: str, version: str) -> str:
        """The text of a version."""
        ...

    def places_of(self, document_id: str, version: str, span: Span) -> tuple[Place, Place]:
        """Where the first and the last character of a span stand."""
        ...

    def blocks_of(self, document_id: str, version: str, span: Span) -> list[Block]:
        """The blocks that a span touches, in order."""
        ...


class Citer:
    """Cites passages of one collection, checking every quote against the version it names.

    Args:
        collection: Its name.
        versions: Of its documents.
    """

    def __init__(self, collection: str, versions: Versions) -> None:
        self._collection = collection
        self._versions = versions
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
        first, last = self._versions.places_of(passage.document_id, passage.version, span)
        shown = self.readable(passage, span)
        return Citation(
            document_id=passage.document_id,
            document_title=passage.document_title,
            version=passage.version,
            start_char_index=span.start,
            end_char_index=span.end,
            cited_text=quoted,
            quote=shown.text,
            quote_runs=[*shown.runs],
            url=span_url(self._collection, passage.document_id, passage.version, span),
            source_url=passage.url,
            published=passage.published or None,
            file_name=first.file or passage.file_name or None,
            page=first.page,
            page_end=last.page,
            sheet=first.sheet,
            row=first.row,
            message_id=first.message_id,
            headings=list(passage.headings),
        )

    def highlight(self, passage: StoredPassage, span: Span) -> HighlightSpan:
        """A supporting sentence, with its place."""
        place, _ = self._versions.places_of(passage.document_id, passage.version, span)
        return HighlightSpan(
            start=span.start, end=span.end, page=place.page, sheet=place.sheet, row=place.row
        )

    def readable(self, passage: StoredPassage, span: Span) -> ReadableText:
        """A span of the passage's version as a person reads it."""
        blocks = self._versions.blocks_of(passage.document_id, passage.version, span)
        return quote(self._text(passage), span, blocks, passage.media_type)

    def _text(self, passage: StoredPassage) -> str:
        key = passage.document_id, passage.version
        if key not in self._texts:
            self._texts[key] = self._versions.version_text(*key)
        return self._texts[key]


def span_url(collection: str, document_id: str, version: str, span: Span) -> str:
    """Where our page shows a span, relative to the service's root."""
    where = {"version": version, "start": span.start, "end": span.end}
    if collection != "default":
        where = {"collection": collection, **where}
    return f"/documents/{url_quote(document_id, safe='/')}?{urlencode(where)}#span"
