"""What the page of a document shows of it: rendered text, pages with their pictures, or plain text."""

from __future__ import annotations

import logging
import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from index.blocks import Block
from index.documents import Span
from index.errors import SourcelineError
from index.ingest.formats.front_matter import front_matter
from index.ingest.formats.pdf_pages import Box, Size
from index.ingest.formats.registry import for_media_type
from index.ingest.pdf_page_process import shared_pdf_pages
from index.places import Places
from index.store.catalog import documents as rows
from index.store.catalog import originals, structure
from index.store.catalog.collections import Collection
from qa.server.web.document_part import MAX_RENDERED, PART, Part, part_of
from qa.server.web.rendered.markdown_html import RenderedBlock, Rendering, rendered

log = logging.getLogger(__name__)

MARKDOWN, PLAIN = "text/markdown", "text/plain"
#: The first mark of a text, and the same without the name that citations lead to.
_MARKS = Markup('<mark id="span">'), Markup("<mark>")


class ShownVersion(NamedTuple):
    """A version of a document as the catalog has it.

    Args:
        text: Its text.
        media_type: Of its text.
        blocks: Of a long text; empty if it is short, or was written before blocks were kept.
        places: Where in its file its parts stand.
        original_type: The media type of the file that it was read from; empty if there is none.
    """

    text: str
    media_type: str
    blocks: Sequence[Block]
    places: Places
    original_type: str


class PageView(NamedTuple):
    """A page of a document.

    Args:
        number: From 1.
        size: Of its picture, in points; None if there is no picture.
        boxes: Where on it the cited words stand.
        html: The text that begins on it.
    """

    number: int
    size: Size | None
    boxes: Sequence[Box]
    html: Markup


class DocumentView(NamedTuple):
    """What to show.

    Args:
        html: The rendered text; empty where pages are shown, or plain text.
        pages: Pages with their text.
        is_plain: Whether to show the text as it is.
        earlier: From where on to show the part before; None if there is none.
        later: The same of the part after.
        front_matter: What stands before the text and describes it.
        cited_pages: The first and the last page of what is cited; None where it is on no page.
    """

    html: Markup = Markup()
    pages: Sequence[PageView] = ()
    is_plain: bool = False
    earlier: int | None = None
    later: int | None = None
    front_matter: str = ""
    cited_pages: Span | None = None


def shown_version(
    db: sqlite3.Connection, collection: Collection, id: str, version: str, source: str
) -> ShownVersion:
    """A version of a document.  Raises `NotFound`."""
    text = rows.version_text(db, collection, id, version)
    return ShownVersion(
        text,
        rows.version_media_type(db, collection, id, version, source),
        structure.blocks(db, collection, id, version, source) if len(text) > PART else (),
        structure.places(db, collection, id, version, source),
        originals.media_type(db, collection, id, version, source),
    )


def document_view(
    version: ShownVersion, data: bytes | None, cited: Span | None, at: int | None
) -> DocumentView:
    """How to show a version.

    Args:
        version: The version.
        data: The PDF document that it was read from; None if it was read from something else.
        cited: What is cited, if anything is.
        at: From where on to show a long document; None to show it around what is cited.
    """
    text = version.text
    if version.media_type in (PLAIN, ""):
        return DocumentView(is_plain=True)
    begin = front_matter(text).end if version.media_type == MARKDOWN else 0
    blocks = version.blocks
    if len(text) > PART and not blocks:
        blocks = for_media_type(version.media_type).blocks(text)
    part = part_of(text, blocks, begin, cited, at)
    if part.span.end - part.span.start > MAX_RENDERED:
        return DocumentView(is_plain=True)
    found = rendered(text, part.pieces, cited, literal=version.media_type != MARKDOWN)
    if not found.complete:
        return DocumentView(is_plain=True)
    if cited is not None and at is None and not found.marked and cited.of(text).strip():
        return DocumentView(is_plain=True)  # what is cited is not among what a person sees
    view = DocumentView(earlier=part.earlier, later=part.later, front_matter=text[:begin])
    if any(start.place.page for start in version.places):
        return _with_pages(view, version, data, found, part, cited)
    return view._replace(html=_joined(found.blocks))


def _with_pages(
    view: DocumentView,
    version: ShownVersion,
    data: bytes | None,
    found: Rendering,
    part: Part,
    cited: Span | None,
) -> DocumentView:
    places = version.places
    sizes = _sizes(data)
    first = 1 if part.earlier is None else _page_at(places, part.span.start)
    last = _page_at(places, part.span.end - 1)
    last = max(last, len(sizes)) if part.later is None else last
    by_page: dict[int, list[RenderedBlock]] = {}
    for block in found.blocks:
        by_page.setdefault(max(_page_at(places, block.start), first), []).append(block)
    on = (
        Span(_page_at(places, cited.start), _page_at(places, max(cited.start, cited.end - 1)))
        if cited
        else None
    )
    shown = [*range(first, last + 1)] if sizes else sorted(by_page)
    pages = [
        PageView(
            number,
            sizes[number - 1] if number <= len(sizes) else None,
            _boxes(version, data, number, cited) if cited and on and on.start <= number <= on.end else (),
            _joined(by_page.get(number, [])),
        )
        for number in shown
    ]
    if any(page.boxes for page in pages):
        # The mark on the picture is what a citation leads to.
        pages = [page._replace(html=Markup(page.html.replace(*_MARKS))) for page in pages]
    return view._replace(pages=pages, cited_pages=on)


def _page_at(places: Places, offset: int) -> int:
    """The page on which a character stands; what stands before the first page is on that."""
    number = bisect_right(places, offset, key=lambda one: one.start)
    found = (places[n].place.page for n in range(number - 1, -1, -1))
    return next((page for page in found if page), 1)


def _sizes(data: bytes | None) -> list[Size]:
    if data is None:
        return []
    try:
        return shared_pdf_pages().sizes(data)
    except SourcelineError as error:
        log.warning("The pages of a document cannot be shown: %s", error)
        return []


def _boxes(version: ShownVersion, data: bytes | None, page: int, cited: Span) -> Sequence[Box]:
    """Where on a page the cited words stand."""
    if data is None:
        return ()
    starts = [one.start for one in version.places]
    found: list[Box] = []
    for start, end, place in zip(
        starts, [*starts[1:], len(version.text)], (one.place for one in version.places), strict=True
    ):
        span = Span(max(cited.start, start) - start, min(cited.end, end) - start)
        if place.page == page and span.start < span.end:
            try:
                found.extend(shared_pdf_pages().boxes(data, page, version.text[start:end], span))
            except SourcelineError as error:
                log.warning("The cited words cannot be shown on their page: %s", error)
    return found


def _joined(blocks: Sequence[RenderedBlock]) -> Markup:
    return Markup("\n".join(block.html for block in blocks))
