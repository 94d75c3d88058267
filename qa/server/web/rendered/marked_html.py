"""HTML that is written piece by piece, with the characters of one span marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from index.documents import Span
from qa.server.web.rendered.sanitising import sanitised
from qa.server.web.rendering import isolate_bidi

#: In place of the offset of a character that does not stand in the text.
NOWHERE = -1


class MarkedHtml:
    """Writes blocks of HTML.

    Args:
        span: What to mark; None for nothing.
    """

    def __init__(self, span: Span | None) -> None:
        self._span = span or Span(0, 0)
        self._parts: list[str] = []
        #: Whether any character of the span was written.
        self.marked = False

    def markup(self, html: str) -> None:
        """Write HTML as it is; `block` sanitises it."""
        self._parts.append(html)

    def text(self, text: str, offsets: Sequence[int], *, is_html: bool = False) -> None:
        """Write text.

        Args:
            text: The characters to be read.
            offsets: Where each of them stands in the document's text; `NOWHERE` for one that does not.
            is_html: Its character references are to stay.
        """
        start, end = self._span
        if start == end or not offsets or max(offsets) < start or min(offsets) >= end:
            self._parts.append(_escaped(text, is_html))
            return
        for inside, group in groupby(zip(text, offsets, strict=True), lambda pair: start <= pair[1] < end):
            piece = "".join(character for character, _ in group)
            escaped = _escaped(piece, is_html)
            self._parts.append(self._mark(escaped) if inside else escaped)

    def _mark(self, escaped: str) -> str:
        first = "" if self.marked else ' id="span"'
        self.marked = True
        return f"<mark{first}>{escaped}</mark>"

    def block(self) -> str:
        """What was written since the last call, sanitised."""
        html = sanitised("".join(self._parts))
        self._parts.clear()
        return html


def _escaped(text: str, is_html: bool) -> str:
    """Text for HTML; that of HTML keeps its character references."""
    return isolate_bidi(Markup(text.replace("<", "&lt;").replace(">", "&gt;")) if is_html else text)
