"""A passage as it is read: rows of tables as sentences, and no marks of layout.

A reader is taught prose.  "| Team | €9 |" says little to it, "The Price of the Plan Team is €9." says all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from index.documents import Span

#: Sentences of a table are read so many characters at a time, for a reader takes no more.
MOST_AT_ONCE = 600
_LINE = re.compile(r"[^\n]+")
_RULE = re.compile(r"\|? ?:?-+:? ?(?:\| ?:?-+:? ?)*+\|?")
_MARKS = re.compile(r"\*\*|^[ \t]*(?:Q|A|Question|Answer)\s?:(?=\s)[ \t]*", re.MULTILINE | re.IGNORECASE)


class Piece(NamedTuple):
    """Words that are read.

    Args:
        words: As they are read.
        span: Where they stand in the passage; None where they stand nowhere.
        cell: Whether that is a cell of a table, beyond whose edges no answer goes.
    """

    words: str
    span: Span | None = None
    cell: bool = False


class Legible(NamedTuple):
    """What is read of a passage at once."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words."""
        return "".join(piece.words for piece in self.pieces)

    def origin(self, span: Span) -> Span | None:
        """Where a span of `text` stands in the passage; the last cell's part of one that crosses cells."""
        touched: list[tuple[Span, bool]] = []
        at = 0
        for piece in self.pieces:
            start, end = max(span.start, at), min(span.end, at + len(piece.words))
            if piece.span and start < end:
                offset = piece.span.start - at
                touched.append((Span(start + offset, end + offset), piece.cell))
            at += len(piece.words)
        if not touched:
            return None
        last, cell = touched[-1]
        return last if cell else Span(touched[0][0].start, last.end)


def legible(text: str, above: Callable[[], str]) -> list[Legible]:
    """A passage's text as it is read, in parts; one of the text itself where nothing is to be changed.

    Args:
        above: Gives what stands before the passage in its document, where the head of a table may be.
    """
    marked = _MARKS.search(text) is not None
    lines = [Span(*match.span()) for match in _LINE.finditer(text)] if marked or "|" in text else []
    rows = _rows(text, lines, above) if "|" in text and lines else {}
    if not rows and not marked:
        return [Legible((Piece(text, Span(0, len(text))),))]
    parts: list[list[Piece]] = [[]]
    length = 0
    for line in lines:
        pieces = [*(rows[line] if line in rows else _unmarked(text, line)), Piece("\n")]
        added = sum(len(piece.words) for piece in pieces)
        if line in rows and length and length + added > MOST_AT_ONCE:
            parts.append([])
            length = 0
        parts[-1] += pieces
        length += added
    return [Legible(tuple(part)) for part in parts]


def _unmarked(text: str, line: Span) -> Iterator[Piece]:
    at = line.start
    for mark in _MARKS.finditer(text, line.start, line.end):
        yield Piece(text[at : mark.start()], Span(at, mark.start()))
        at = mark.end()
    yield Piece(text[at : line.end], Span(at, line.end))


# Tables ----------------------------------------------------------------------------------------------------


def _rows(text: str, lines: Sequence[Span], above: Callable[[], str]) -> dict[Span, list[Piece]]:
    """What is read in place of each line of a table; nothing in place of its head."""
    rows: dict[Span, list[Piece]] = {}
    heads = [_is_rule(following.of(text)) for following in [*lines[1:], Span(0, 0)]]
    goes_on = "|" in lines[0].of(text) and not heads[0]
    head = _head(above()) if goes_on else None
    for line, is_head in zip(lines, heads, strict=True):
        words = line.of(text)
        if "|" not in words:
            head = None
        elif _is_rule(words):
            rows[line] = []
        elif is_head:
            head = [cell.of(text) for cell in _cells(text, line)]
            rows[line] = []
        elif head is not None:
            rows[line] = list(_told(text, head, _cells(text, line)))
    return rows


def _is_rule(line: str) -> bool:
    """Whether it stands between the head of a table and its rows."""
    line = " ".join(line.split())
    return "|" in line and _RULE.fullmatch(line) is not None


def _head(above: str) -> list[str] | None:
    """The head of the table that the text above ends within."""
    below = ""
    for line in reversed(above.rstrip("\n").split("\n")):
        if "|" not in line:
            return None
        if _is_rule(below):
            return [cell.of(line) for cell in _cells(line, Span(0, len(line)))]
        below = line
    return None


def _cells(text: str, line: Span) -> list[Span]:
    """The cells of a line without the white space around them; an empty one is an empty span."""
    cells = []
    inside = line.of(text).strip()
    start = line.start + line.of(text).index(inside)
    end = start + len(inside)
    start += text[start] == "|"
    end -= text[end - 1] == "|" and end > start
    at = start
    for match in [*re.finditer(r"(?<!\\)\|", text[start:end]), None]:
        stop = start + match.start() if match else end
        cell = text[at:stop]
        left = at + len(cell) - len(cell.lstrip())
        cells.append(Span(left, max(left, at + len(cell.rstrip()))))
        at = stop + 1
    return cells


def _told(text: str, head: Sequence[str], cells: Sequence[Span]) -> Iterator[Piece]:
    """A row: "The Price of the Plan Team is €9. The Storage of the Plan Team is 200 GB."."""
    first, *rest = cells
    names = [*head, *[""] * len(cells)]
    label = Piece(first.of(text), first, cell=True)
    if not any(cell.of(text) for cell in rest):
        yield label
        return
    for name, cell in zip(names[1:], rest, strict=False):
        if not cell.of(text):
            continue
        yield Piece(f"The {name or 'value'}")
        if label.words:
            yield Piece(f" of the {names[0]} " if names[0] else " of ")
            yield label
        yield Piece(" is ")
        yield Piece(cell.of(text), cell, cell=True)
        yield Piece(". ")
