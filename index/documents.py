"""Documents, their immutable versions, and passages.

A *document* is a source as the user gave it.  A *version* is its normalised text, named by the hash of that
text.  All offsets in Sourceline count Unicode code points of one version's text.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.access import Labels
from index.places import Places

BYTE_ORDER_MARK = "\ufeff"
#: The source of documents that are given without one.
DEFAULT_SOURCE = "api"

MetadataValue = str | int | float | bool | None | list[str | int | float | bool]


class Span(NamedTuple):
    """Half-open `[start, end)` code-point offsets into a version's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The slice of `text` at this span."""
        return text[self.start : self.end]

    def moved(self, by: int) -> Span:
        """This span, shifted by `by` code points."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        """Whether both have a code point in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """A source as the user gave it.

    Args:
        id: Unique within its source, and that within a collection.
        text: The text, not yet normalised.
        title: Embedded with every passage; may be empty.
        url: Address of the source; may be empty.
        published: ISO 8601 date or date-time, or empty.
        metadata: Flat keys to values for filters; types are kept.
        media_type: Media type of the text; decides how it is divided into blocks.
        file_name: Of the file that it was read from; empty for a text that came without one.
        places: Where in the file its parts stand; offsets into `text`.
        language: ISO 639 code; empty where it is not known, or not yet.
        modified: ISO 8601 date or date-time of the last change, or empty.
        saved: The same, when its file was last written; stands for `modified` where that is empty.  A file
            that is written again unchanged is the same document.
        original: The bytes of that file; None for a text that came without one.
        source: The name of the source that gave it.
        access: Its labels, checked: who may see it.  None leaves those that it has; a new document has none.
    """

    id: str
    text: str
    title: str = ""
    url: str = ""
    published: str = ""
    metadata: Mapping[str, MetadataValue] = field(default_factory=dict)
    media_type: str = "text/plain"
    file_name: str = ""
    places: Places = ()
    language: str = ""
    modified: str = ""
    saved: str = ""
    original: bytes | None = None
    source: str = DEFAULT_SOURCE
    access: Labels | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous slice of a version.

    Args:
        span: Where it is.
        headings: The words of the headings above it, outermost first.
        sentences: Spans inside `span`, in order.
        above: What else stands above it and belongs to it: a table's caption and its header, the line that
            leads to a list.
    """

    span: Span
    headings: tuple[str, ...]
    sentences: tuple[Span, ...]
    above: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """Normalise `text` to the form that offsets refer to: NFC, `\\n` line ends, no byte-order mark.

    Idempotent: `normalise(normalise(t)) == normalise(t)`.
    """
    return _normal_form(text.lstrip(BYTE_ORDER_MARK))


def normalise_with_offsets(text: str, offsets: Sequence[int]) -> tuple[str, list[int]]:
    """`normalise(text)`, and where ascending offsets into `text` are in it.

    An offset between characters that normalising may join, such as a letter and its accent, moves on to the
    next one that is not.
    """
    begin = len(text) - len(text.lstrip(BYTE_ORDER_MARK))
    parts: list[str] = []
    moved: list[int] = []
    done, length = begin, 0
    for offset in offsets:
        offset = _boundary(text, max(offset, done))
        parts.append(_normal_form(text[done:offset]))
        length += len(parts[-1])
        moved.append(length)
        done = offset
    parts.append(_normal_form(text[done:]))
    return "".join(parts), moved


def _boundary(text: str, at: int) -> int:
    """The first offset from `at` on that parts the text into two which can be normalised one by one.

    Nothing combines with the white space before it, and an ASCII character combines with nothing before it.
    """
    while 0 < at < len(text):
        before, after = text[at - 1], text[at]
        parts_line_end = before == "\r" and after == "\n"
        if not parts_line_end and (before in " \t\r\n" or after.isascii()):
            return at
        at += 1
    return min(at, len(text))


def _normal_form(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def version_name(text: str) -> str:
    """The name of the version with this normalised `text`: its SHA-256, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
