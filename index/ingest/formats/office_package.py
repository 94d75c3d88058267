"""Look into the zip package of an Office document before a parser does."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.errors import UnreadableFile
from index.ingest.formats.markdown_text import line
from index.places import PlacedText

#: Bytes of all parts after unpacking.
MAX_UNPACKED = 200_000_000
#: How much smaller than its parts a package may be, above `RATIO_FROM` bytes.
MAX_RATIO = 200
RATIO_FROM = 10_000_000
MAX_PARTS = 20_000
#: Bytes of a part in which a document type declaration is looked for: it must stand before the content.
HEAD = 4096

_OLE = b"\xd0\xcf\x11\xe0"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
#: Titles that programs put in themselves.
_NO_TITLES = frozenset(("powerpoint presentation", "powerpoint-präsentation", "word document", "untitled"))


def check(data: bytes, part: str) -> None:
    """Refuse a package that is not safe to parse, or that lacks `part` (such as `word/document.xml`).

    Raises:
        UnreadableFile: It is encrypted, damaged, of another kind, too large when unpacked, or declares XML
            entities.
    """
    if data.startswith(_OLE):
        raise UnreadableFile(
            "The document is encrypted, or in the format of Office 97.",
            hint="Remove its password, or save it in the current format.",
        )
    with opened(data) as package:
        parts = package.infolist()
        unpacked = sum(info.file_size for info in parts)
        bomb = unpacked > RATIO_FROM and unpacked > MAX_RATIO * len(data)
        if unpacked > MAX_UNPACKED or bomb or len(parts) > MAX_PARTS:
            raise UnreadableFile(
                f"The document unpacks from {len(data):,} to {unpacked:,} bytes, more than is allowed.",
                hint="Split it, or save its text in another format.",
            )
        if part not in {info.filename for info in parts}:
            raise UnreadableFile(
                f"The document has no {part}: it is damaged or of another kind.", hint="Save it again."
            )
        for info in parts:
            if info.filename.endswith((".xml", ".rels")):
                with package.open(info) as file:
                    _refuse_declarations(file.read(HEAD))


def title(data: bytes) -> str:
    """The title in the core properties of a package; empty if there is none."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    with opened(data) as package:
        try:
            root = fromstring(package.read("docProps/core.xml"))
        except (KeyError, ParseError, DefusedXmlException, ValueError):
            return ""
        words = line(root.findtext(f".//{_TITLE}") or "")
    return "" if words.lower() in _NO_TITLES else words


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The package as a zip file.  Raises `UnreadableFile` for a damaged one, also while it is in use."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield package
    # NotImplementedError: an unknown compression; RuntimeError: a part with a password.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    except RuntimeError as error:
        raise UnreadableFile("The document has a password.", hint="Remove it.") from error


def parsed(data: bytes, parse: Callable[[io.BytesIO], PlacedText]) -> PlacedText:
    """What `parse` makes of a checked package.  Raises `UnreadableFile` where it fails or finds no text."""
    try:
        found = parse(io.BytesIO(data))
    except UnreadableFile:
        raise
    # The parsers of Office documents document no errors: a damaged part shows as KeyError, AttributeError,
    # lxml's errors and others.  This is the one place where their code runs.
    except Exception as error:
        raise _damaged() from error
    if not found.text:
        raise UnreadableFile(
            "The document has no text.", hint="If it is made of pictures, run text recognition (OCR) on it."
        )
    return found


def _refuse_declarations(head: bytes) -> None:
    # Without NUL it is ASCII in UTF-16, too.
    if b"<!DOCTYPE" in head.replace(b"\0", b"").upper():
        raise UnreadableFile(
            "The document declares XML entities, which Office documents never do.",
            hint="Leave it out: it may be an attack.",
        )


def _damaged() -> UnreadableFile:
    return UnreadableFile("The document is damaged.", hint="Open it in its program and save it again.")


def too_many(things: str, most: int) -> UnreadableFile:
    """The error for a document that has more than `most` of something."""
    return UnreadableFile(f"The document has more than {most:,} {things}.", hint="Split it.")


def number(value: float | None) -> str:
    """A number without the digits that binary fractions add; empty for None."""
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)
