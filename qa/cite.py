"""Make citations from offsets, and check each quote before it is sent."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote as url_quote
from urllib.parse import urlencode

from index.blocks import Block
from index.documents import DEFAULT_SOURCE, Span
from index.errors import CitationBroken
from index.places import Place
from index.readable.pieces import ReadableText
from index.readable.quoting import quote
from index.store.catalog.collections import DEFAULT
from index.store.catalog.passages import StoredPassage
from qa.retrieve.searched import Searched
from qa.schemas import Citation, Duplicate, HighlightSpan, MetadataCitation


class Versions(Protocol):
    """The versions of a collection's documents: their texts, and where in their files these stand."""

    def version_text(self, document_id: str, version: str) -> str:
        """The text of a version."""
        ...

    def places_of(self, document_id: str, version: str, span: Span, source: str = "") -> tuple[Place, Place]:
        """Where the first and the last character of a span stand: one object if all of it stands there."""
        ...

    def blocks_of(self, document_id: str, version: str, span: Span, source: str = "") -> list[Block]:
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
        #: Of each version, by source, the last span that was looked up and stands in one place.
        self._in_one_place: dict[tuple[str, str, str], tuple[Span, Place]] = {}

    def cite(self, passage: StoredPassage, span: Span | None = None) -> Citation:
        """Cite `span` of the passage's version, by default the whole passage.

        Raises:
            CitationBroken: The version's text does not hold the quote.
        """
        span = span or passage.span
        quoted = self._quoted(passage, span)
        if not quoted or span.of(self._text(passage)) != quoted:
            raise CitationBroken(
                f"[{span.start}, {span.end}) of {passage.document_id!r} is not what is quoted.",
                hint="Report this; `qa ingest` of the document again repairs the passage.",
            )
        first, last = self._places_of(passage, span)
        shown = self.readable(passage, span)
        return Citation(
            collection=self._collection,
            document_id=passage.document_id,
            source=passage.source,
            document_title=passage.document_title,
            version=passage.version,
            start_char_index=span.start,
            end_char_index=span.end,
            cited_text=quoted,
            quote=shown.text,
            quote_runs=[*shown.runs],
            url=span_url(self._collection, passage.document_id, passage.version, span, passage.source),
            source_url=passage.url,
            published=passage.published or None,
            modified=passage.modified or None,
            ingested=passage.ingested or None,
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
        place, _ = self._places_of(passage, span)
        return HighlightSpan(
            start=span.start, end=span.end, page=place.page, sheet=place.sheet, row=place.row
        )

    def cite_metadata(self, passage: StoredPassage, field: str, value: str) -> MetadataCitation:
        """Cite what the metadata of the passage's version say."""
        return MetadataCitation(
            collection=self._collection,
            document_id=passage.document_id,
            source=passage.source,
            document_title=passage.document_title,
            version=passage.version,
            field=field,
            cited_text=value,
            quote=value,
            url=document_url(self._collection, passage.document_id, passage.version, passage.source),
            source_url=passage.url,
            published=passage.published or None,
            modified=passage.modified or None,
            ingested=passage.ingested or None,
        )

    def duplicate(self, passage: StoredPassage) -> Duplicate:
        """Name a copy of a passage that is listed."""
        return Duplicate(
            collection=self._collection,
            document_id=passage.document_id,
            source=passage.source,
            document_title=passage.document_title,
            version=passage.version,
            start_char_index=passage.span.start,
            end_char_index=passage.span.end,
            published=passage.published or None,
        )

    def readable(self, passage: StoredPassage, span: Span) -> ReadableText:
        """A span of the passage's version as a person reads it."""
        if passage.media_type == "text/plain":  # nothing in it is marked
            return quote(self._text(passage), span, (), passage.media_type)
        blocks = self._versions.blocks_of(passage.document_id, passage.version, span, passage.source)
        return quote(self._text(passage), span, blocks, passage.media_type)

    def _quoted(self, passage: StoredPassage, span: Span) -> str:
        """The words of the passage at a span; of one that is not inside it, those of the version."""
        if passage.span.start <= span.start and span.end <= passage.span.end:
            return passage.slice(span)
        text = self._text(passage)
        return span.of(text) if span.start >= 0 and span.end <= len(text) else ""

    def _places_of(self, passage: StoredPassage, span: Span) -> tuple[Place, Place]:
        """Where the first and the last character of a span stand; not looked up within what is known."""
        if not passage.is_placed:
            return Place(), Place()
        key = passage.document_id, passage.version, passage.source
        around, place = self._in_one_place.get(key, (Span(0, 0), Place()))
        if around.start <= span.start < span.end <= around.end:
            return place, place
        first, last = self._versions.places_of(passage.document_id, passage.version, span, passage.source)
        if first is last:
            self._in_one_place[key] = span, first
        return first, last

    def _text(self, passage: StoredPassage) -> str:
        key = passage.document_id, passage.version
        if key not in self._texts:
            self._texts[key] = self._versions.version_text(*key)
        return self._texts[key]


class Citers:
    """Cites passages of several collections, each as the `Citer` of its collection does.

    Args:
        searched: The collections.
    """

    def __init__(self, searched: Searched) -> None:
        self._citers = {one.collection.key: Citer(one.collection.name, one) for one in searched.snapshots}

    def of(self, passage: StoredPassage) -> Citer:
        """The `Citer` of a passage's collection."""
        return self._citers[passage.collection]

    def cite(self, passage: StoredPassage, span: Span | None = None) -> Citation:
        """Cite a passage.  Raises `CitationBroken`."""
        return self.of(passage).cite(passage, span)


def span_url(
    collection: str, document_id: str, version: str, span: Span, source: str = DEFAULT_SOURCE
) -> str:
    """Where our page shows a span, relative to the service's root."""
    return f"{document_url(collection, document_id, version, source, span)}#span"


def document_url(
    collection: str, document_id: str, version: str, source: str, span: Span | None = None
) -> str:
    """Our page of a version, relative to the service's root."""
    where = f"version={version}"
    if span:
        where += f"&start={span.start}&end={span.end}"
    if source != DEFAULT_SOURCE:
        where = f"{urlencode({'source': source})}&{where}"
    if collection != DEFAULT:
        where = f"{urlencode({'collection': collection})}&{where}"
    return f"/documents/{in_path(document_id)}?{where}"


def in_path(document_id: str) -> str:
    """A document's id as a part of a URL's path.

    Its slashes stay, unless a browser or a proxy would take parts away: `.`, `..`, and empty ones.
    """
    parts = document_id.split("/")
    return url_quote(document_id, safe="" if {"", ".", ".."} & {*parts} else "/")
