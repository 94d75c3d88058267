"""A span of a text as a person reads it in a quote: without marks, rows with the names of their columns.

Marks within a line, such as those of emphasis, are marks in Markdown alone.  Formats that are converted to
Markdown have none: there a star is a star.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.blocks import Block, BlockKind
from index.documents import Span
from index.ingest.formats.markdown_text import MARKUP
from index.readable.inline import without_marks
from index.readable.pieces import Piece, ReadableText
from index.readable.tables import (
    Words,
    cells,
    header_of,
    in_cell,
    is_rule,
    lines_of,
    names,
    plain_words,
    told,
)

_FENCE = re.compile(r"[ \t>]*(?:```|~~~)")
_HEADING_MARKS = re.compile(r"[ \t]*#{1,6}(?:[ \t]+|$)")
_CLOSING_MARKS = re.compile(r"(?:[ \t]+#+)?[ \t]*$")
#: A line under a heading, or between paragraphs.
_RULE = re.compile(r"[ \t]*(?:=+|-+|(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})[ \t]*$")
_QUOTATION = re.compile(r"[ \t]*(?:>[ \t]?)+")
_BULLET = re.compile(r"[ \t]*[-*+](?:[ \t]+|$)")
_LINE_BREAK = re.compile(r"(?:\\|[ \t]+)$")
BULLET = "• "
#: Of a longer block, only the lines around a quote are looked at.
MOST_AT_ONCE = 20_000


def quote(text: str, span: Span, blocks: Sequence[Block], media_type: str) -> ReadableText:
    """A span of a version as it is shown where it is quoted.

    Args:
        text: The version's text.
        blocks: Those that the span touches, in order.  Text outside of them is shown as it is.
        media_type: Of the version.
    """
    if media_type == "text/plain":
        return ReadableText((Piece(span.of(text), span),))
    words = without_marks if media_type == "text/markdown" else plain_words
    pieces: list[Piece] = []
    at = span.start
    for block in blocks:
        part = Span(max(block.span.start, span.start), min(block.span.end, span.end))
        if part.start >= part.end:
            continue
        made = list(_quoted(text, part, block, words))
        # The first bullet says nothing without the others.
        if not any(piece.words.strip() for piece in pieces) and made and made[0] == Piece(BULLET):
            del made[0]
        if at < part.start and pieces:
            pieces.append(Piece(text[at : part.start], Span(at, part.start)))
        pieces.extend(made)
        at = part.end
    if at < span.end and not text[at : span.end].isspace():
        pieces.append(Piece(text[at : span.end], Span(at, span.end)))
    # A span of marks alone is shown as it is.
    return ReadableText(tuple(_trimmed(pieces)) or (Piece(span.of(text), span),))


def _trimmed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces without white space at the ends, and without blank lines in a row."""
    filled = [n for n, piece in enumerate(pieces) if piece.words.strip()]
    before = ""
    for piece in pieces[filled[0] : filled[-1] + 1] if filled else ():
        if not (piece.words.isspace() and "\n" in piece.words and before.endswith("\n")):
            yield piece
            before = piece.words


def _quoted(text: str, part: Span, block: Block, inline: Words) -> Iterator[Piece]:
    if block.kind is BlockKind.TABLE:
        yield from _table(text, part, block, inline)
        return
    # Marks may have their partners outside of the part, and on another line.
    scope = (
        block.span if block.span.end - block.span.start <= MOST_AT_ONCE else _whole_lines(text, part, block)
    )
    read = [] if block.kind is BlockKind.CODE else list(inline(text, scope))
    first = True
    for line in _lines(text, scope):
        content = Span(*line) if block.kind is BlockKind.CODE else _content(text, line, block, inline)
        if content is None or (block.kind is BlockKind.CODE and _FENCE.match(line.of(text))):
            continue
        kept = Span(max(content.start, part.start), min(content.end, part.end))
        if kept.start >= kept.end:
            continue
        if not first:
            yield Piece("\n")
        first = False
        if block.kind is BlockKind.LIST_ITEM and part.start < content.start and _BULLET.match(line.of(text)):
            yield Piece(BULLET)
        yield from [Piece(kept.of(text), kept)] if block.kind is BlockKind.CODE else _clipped(read, kept)


def _lines(text: str, part: Span) -> list[Span]:
    return [line.moved(part.start) for line in lines_of(part.of(text))]


def _whole_lines(text: str, part: Span, block: Block) -> Span:
    """The lines of a block that a part touches."""
    end = text.find("\n", max(part.end - 1, part.start), block.span.end)
    start = text.rfind("\n", block.span.start, part.start) + 1
    return Span(max(start, block.span.start), block.span.end if end < 0 else end)


def _content(text: str, line: Span, block: Block, inline: Words) -> Span | None:
    """What a line says, without the marks of its block around it; None for a line of marks alone."""
    begin, end = line
    if quotation := _QUOTATION.match(line.of(text)):
        begin += quotation.end()
    if _RULE.match(text[begin:end]):
        return None
    if block.kind is BlockKind.HEADING:
        if marks := _HEADING_MARKS.match(text[begin:end]):
            begin += marks.end()
            if closing := _CLOSING_MARKS.search(text[begin:end]):
                end = begin + closing.start()
    elif block.kind is BlockKind.LIST_ITEM and (bullet := _BULLET.match(text[begin:end])):
        begin += bullet.end()
    if hard := _LINE_BREAK.search(text[begin:end]):
        end = begin + hard.start()
    begin += len(text[begin:end]) - len(text[begin:end].lstrip())
    if inline is plain_words and text[begin : begin + 1] == "\\" and MARKUP.match(text[begin + 1 : end]):
        begin += 1
    return Span(begin, end)


def _clipped(pieces: Iterable[Piece], kept: Span) -> Iterator[Piece]:
    """What of pieces is inside of a span; words that were added follow what stands before them."""
    inside = False
    for piece in pieces:
        if piece.span is None:
            if inside:
                yield piece
            continue
        start, end = max(piece.span.start, kept.start), min(piece.span.end, kept.end)
        if inside := start < end:
            yield piece._replace(
                words=piece.words[start - piece.span.start : end - piece.span.start], span=Span(start, end)
            )


def _table(text: str, part: Span, block: Block, inline: Words) -> Iterator[Piece]:
    """Rows told with the names of their columns; the header only where it stands alone."""
    header = header_of(text, block.span)
    head = names(text, header, inline)
    lines = [line for line in _lines(text, _whole_lines(text, part, block)) if not is_rule(line.of(text))]
    rows = [line for line in lines if line.start >= header.end]
    for count, line in enumerate(rows or lines):
        if count:
            yield Piece("\n")
        if part.start <= line.start and line.end <= part.end:
            yield from told(text, line, head if line.start >= header.end else (), inline)
            continue
        inside = [cell for cell in cells(text, line) if cell.start < part.end and cell.end > part.start]
        for n, cell in enumerate(inside):
            yield from [Piece("; ")] * bool(n)
            yield from in_cell(_clipped(inline(text, cell), part))
