"""Documents, their immutable versions, and passages.

A *document* is a source as the user gave it.  A *version* is its normalised text, named by the hash of that
text.  All offsets in Sourceline count Unicode code points of one version's text.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

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
        source: The name of the source that gave it.
    """

    id: str
    text: str
    title: str = ""
    url: str = ""
    published: str = ""
    metadata: Mapping[str, MetadataValue] = field(default_factory=dict)
    media_type: str = "text/plain"
    source: str = DEFAULT_SOURCE


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous slice of a version.

    Args:
        span: Where it is.
        headings: The words of the headings above it, outermost first.
        sentences: Spans inside `span`, in order.
    """

    span: Span
    headings: tuple[str, ...]
    sentences: tuple[Span, ...]


def normalise(text: str) -> str:
    """Normalise `text` to the form that offsets refer to: NFC, `\\n` line ends, no byte-order mark.

    Idempotent: `normalise(normalise(t)) == normalise(t)`.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def version_name(text: str) -> str:
    """The name of the version with this normalised `text`: its SHA-256, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
