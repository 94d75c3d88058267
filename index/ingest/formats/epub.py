"""EPUB: a zip archive of XHTML chapters, read in the order of its spine."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from index.documents import MetadataValue
from index.errors import UnreadableFile
from index.ingest.formats import Content, markdown_text
from index.ingest.formats.decoding import decode_markup
from index.ingest.formats.html_page import html_content
from index.ingest.formats.markdown import ConvertedToMarkdown
from index.places import Place, PlaceStart

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Unpacked bytes of one part and of all parts that are read; parts of the archive.
MAX_PART_BYTES, MAX_BYTES, MAX_PARTS = 20_000_000, 100_000_000, 20_000
_CONTAINER = "META-INF/container.xml"
_RIGHTS = "META-INF/rights.xml"


class Epub(ConvertedToMarkdown):
    """An electronic book."""

    media_type: str = "application/epub+zip"
    suffixes: tuple[str, ...] = (".epub",)

    def text(self, data: bytes) -> str:
        """The chapters in Markdown.  Raises `UnreadableFile`."""
        return self.content(data).text

    def content(self, data: bytes) -> Content:
        """The chapters, with title, author and date of the package.  Raises `UnreadableFile`."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return _content(_Archive(archive))
        except UnreadableFile:
            raise
        # Zip and XML parsers run here on anybody's bytes: whatever they raise concerns this one file.
        except Exception as error:
            raise UnreadableFile(
                f"The book is damaged ({type(error).__name__}).", hint="Export it again."
            ) from error


class _Package(NamedTuple):
    """What the package document says.

    Args:
        chapters: Names of parts, in reading order.
        metadata: Values of Dublin Core elements; the first of each name.
    """

    chapters: list[str]
    metadata: dict[str, str]


class _Archive:
    """Reads parts of a zip archive within limits."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MAX_BYTES
        self.names = set(archive.namelist())
        if len(self.names) > MAX_PARTS:
            raise UnreadableFile(f"The book has more than {MAX_PARTS:,} parts.", hint="Leave it out.")
        if _RIGHTS in self.names or any(part.flag_bits & 1 for part in archive.infolist()):
            raise UnreadableFile("The book is encrypted.", hint="Save it without copy protection.")

    def read(self, name: str) -> bytes:
        """One part.  Its declared size is not trusted: reading stops at the limit."""
        limit = min(MAX_PART_BYTES, self._left)
        with self._archive.open(name) as part:
            data = part.read(limit + 1)
        if len(data) > limit:
            raise UnreadableFile(
                f"The book is too large: unpacked, it has more than {MAX_BYTES:,} bytes, "
                f"or one part more than {MAX_PART_BYTES:,}.",
                hint="Leave it out, or divide it.",
            )
        self._left -= len(data)
        return data


def _content(archive: _Archive) -> Content:
    package = _package(archive)
    chapters = list(_chapters(archive, package.chapters))
    if not chapters:
        raise UnreadableFile("The book holds no text.", hint="Leave it out.")
    # Imported here because it needs lxml.
    from index.ingest.formats.html_about import iso_date

    author = package.metadata.get("creator", "")
    metadata: dict[str, MetadataValue] = {"author": author} if author else {}
    title, date = (package.metadata.get(name, "") for name in ("title", "date"))
    places, start = [], 0
    for name, text in chapters:
        places.append(PlaceStart(start, Place(file=name)))
        start += len(text) + 1
    return Content("\n".join(text for _, text in chapters), title, iso_date(date), metadata, tuple(places))


def _chapters(archive: _Archive, names: list[str]) -> Iterator[tuple[str, str]]:
    """The name and the text of each chapter."""
    for name in names:
        if name not in archive.names:
            continue
        try:
            data = archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            # One damaged chapter does not lose the others.
            continue
        try:
            yield name, html_content(decode_markup(data), whole=True).text
        except UnreadableFile:
            # A cover has a picture and no text.
            continue


def _package(archive: _Archive) -> _Package:
    if _CONTAINER not in archive.names:
        raise UnreadableFile("The archive is not an EPUB book.", hint="Unpack it and ingest its files.")
    rootfile = next(_named(_xml(archive.read(_CONTAINER)), "rootfile"), None)
    path = rootfile.get("full-path") if rootfile is not None else None
    if not path or path not in archive.names:
        raise UnreadableFile("The book names no package document.", hint="Export it again.")
    root = _xml(archive.read(path))
    folder = posixpath.dirname(path)
    hrefs = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        for item in _named(root, "item")
        if "nav" not in (item.get("properties") or "").split()
    }
    spine = dict.fromkeys(
        hrefs[ref] for item in _named(root, "itemref") if (ref := item.get("idref")) in hrefs
    )
    metadata: dict[str, str] = {}
    for name in ("title", "creator", "date"):
        for element in _named(root, name):
            if words := markdown_text.line(element.text or ""):
                metadata.setdefault(name, words)
    return _Package(list(spine), metadata)


def _xml(data: bytes) -> _Element:
    from lxml import etree

    # No entity is resolved, no document type loaded, no address opened.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(data, parser)
    if root is None:
        raise UnreadableFile("The book's package document is damaged.", hint="Export it again.")
    return root


def _named(root: _Element, name: str) -> Iterator[_Element]:
    return iter(root.iter("{*}" + name))
