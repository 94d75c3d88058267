"""Plain text: find paragraphs, list items and obvious headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents import Span
from index.ingest.formats import Block, BlockKind
from index.ingest.formats.decoding import decode
from index.ingest.formats.wrapping import Line, breaks_sentence, continues, wrap_width

BULLET = re.compile(r"(?:[-*+•‣◦▪–—]|\(?(?:\d{1,3}|[a-z])[.)])[ \t]+(?=\S)")
LINE = re.compile(r"[^\n]+")
MAX_HEADING_LENGTH = 80
MAX_HEADING_WORDS = 10


class PlainText:
    """Text without markup.

    A blank line ends a paragraph.  A single line break ends one too, unless the text is hard-wrapped
    (`index.ingest.formats.wrapping`).  In hard-wrapped text an indented line starts a paragraph.
    """

    media_type: str = "text/plain"
    suffixes: tuple[str, ...] = (".txt", ".text", "")

    def text(self, data: bytes) -> str:
        """Decode UTF-8, or UTF-16 with a byte-order mark.  Raises `UnreadableFile`."""
        return decode(data)

    def blocks(self, text: str) -> list[Block]:
        """The paragraphs, list items and headings of normalised `text`; they cover all its words."""
        groups = list(_groups(text))
        width = wrap_width(text, groups)
        grouped = [list(_paragraphs(text, group, width)) for group in groups]
        blocks: list[Block] = []
        for at, found in enumerate(grouped):
            following = grouped[at + 1][0] if at + 1 < len(grouped) else None
            if len(found) == 1 and following and _is_heading(text, found[0], following, first=not blocks):
                span = found[0].span
                blocks.append(Block(span, BlockKind.HEADING, 2 if blocks else 1, span.of(text)))
            else:
                blocks.extend(found)
        return blocks


def _groups(text: str) -> Iterator[list[Line]]:
    """The runs of lines between blank lines."""
    group: list[Line] = []
    expected = 0
    for match in LINE.finditer(text):
        raw = match.group()
        words = raw.strip()
        if (match.start() > expected or not words) and group:
            yield group
            group = []
        expected = match.end() + 1
        if words:
            margin = len(raw) - len(raw.lstrip())
            start = match.start() + margin
            group.append(Line(start, start + len(words), len(raw[:margin].expandtabs())))
    if group:
        yield group


def _paragraphs(text: str, group: list[Line], width: int) -> Iterator[Block]:
    margin = min(line.indent for line in group)
    first = last = group[0]
    listed = bool(BULLET.match(text, first.start, first.end))
    for line in group[1:]:
        bullet = _starts_item(text, last, line, listed)
        if bullet or not _continues(text, first, last, line, width, margin, listed):
            yield _block(first, last, listed)
            first, listed = line, bullet
        last = line
    yield _block(first, last, listed)


def _starts_item(text: str, last: Line, line: Line, listed: bool) -> bool:
    """A number at the start of a wrapped line starts a list item only after a complete sentence."""
    if not BULLET.match(text, line.start, line.end):
        return False
    return listed or text[line.start] in "-*+•‣◦▪" or text[last.end - 1] in ".:;!?"


def _continues(text: str, first: Line, last: Line, line: Line, width: int, margin: int, listed: bool) -> bool:
    if listed and line.indent > first.indent:
        return True
    if line.indent >= margin + 2 and not breaks_sentence(text, last, line):
        return False
    return continues(text, last, line, width)


def _block(first: Line, last: Line, listed: bool) -> Block:
    return Block(Span(first.start, last.end), BlockKind.LIST_ITEM if listed else BlockKind.PARAGRAPH)


def _is_heading(text: str, block: Block, following: Block, first: bool) -> bool:
    """Whether a block is a single short line without end punctuation, above a paragraph."""
    words = block.span.of(text)
    if block.kind is not BlockKind.PARAGRAPH or following.kind is not BlockKind.PARAGRAPH:
        return False
    if "\n" in words or len(words) > MAX_HEADING_LENGTH or len(words.split()) > MAX_HEADING_WORDS:
        return False
    if words[-1] in ".!?:;,…\"'”’" or not any(map(str.isalpha, words)):
        return False
    if not first and not (words[0].isupper() or words[0].isdigit()):
        return False
    below = following.span.of(text)
    return len(below) > MAX_HEADING_LENGTH and len(below) > 2 * len(words)
