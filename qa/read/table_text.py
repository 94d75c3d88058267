"""The text of a passage as the reader gets it: table rows as sentences, and no marks of layout.

The reader was trained on prose.  It makes little of "| Team | €9 |", but understands "The Price of the Plan
Team is €9."
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from index.documents import Span

#: Sentences made of a table are read in parts of so many characters: the reader's input is limited.
MOST_AT_ONCE = 600
_LINE = re.compile(r"[^\n]+")
_RULE = re.compile(r"\|? ?:?-+:? ?(?:\| ?:?-+:? ?)*+\|?")
_MARKS = re.compile(r"\*\*|^[ \t]*(?:Q|A|Question|Answer)\s?:(?=\s)[ \t]*", re.MULTILINE | re.IGNORECASE)


class Piece(NamedTuple):
    """Some words of a text for the reader.

    Args:
        words: As the reader gets them.
        span: Where they stand in the passage; None where they were added.
        cell: Whether they are a table's cell: no answer reaches from one into the next.
    """

    words: str
    span: Span | None = None
    cell: bool = False


class ReadableText(NamedTuple):
    """A text for the reader, made of pieces of one passage."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words."""
        return "".join(piece.words for piece in self.pieces)

    @property
    def is_as_written(self) -> bool:
        """Whether it is the passage's own text."""
        return len(self.pieces) == 1 and self.pieces[0].span == Span(0, len(self.pieces[0].words))

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


def readable_texts(text: str, above: Callable[[], str]) -> list[ReadableText]:
    """A passage's text for the reader, in parts; one part if it has no table.

    Args:
        above: Gives the text before the passage in its document, where the head of a table may be.
    """
    marked = _MARKS.search(text) is not None
    lines = [Span(*match.span()) for match in _LINE.finditer(text)] if marked or "|" in text else []
    rows = _rows(text, lines, above) if "|" in text and lines else {}
    if not rows and not marked:
        return [ReadableText((Piece(text, Span(0, len(text))),))]
    parts: list[list[Piece]] = [[]]
    length = 0
    for line in lines:
        pieces = [*(rows[line] if line in rows else _without_marks(text, line)), Piece("\n")]
        added = sum(len(piece.words) for piece in pieces)
        if line in rows and length and length + added > MOST_AT_ONCE:
            parts.append([])
            length = 0
        parts[-1] += pieces
        length += added
    return [ReadableText(tuple(part)) for part in parts]


def _without_marks(text: str, line: Span) -> Iterator[Piece]:
    at = line.start
    for mark in _MARKS.finditer(text, line.start, line.end):
        yield Piece(text[at : mark.start()], Span(at, mark.start()))
        at = mark.end()
    yield Piece(text[at : line.end], Span(at, line.end))


# Tables ----------------------------------------------------------------------------------------------------


def _rows(text: str, lines: Sequence[Span], above: Callable[[], str]) -> dict[Span, list[Piece]]:
    """The pieces for each line of a table; none for its head."""
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
            rows[line] = list(_sentences(text, head, _cells(text, line)))
    return rows


def _is_rule(line: str) -> bool:
    """Whether the line parts the head of a table from its rows."""
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


def _sentences(text: str, head: Sequence[str], cells: Sequence[Span]) -> Iterator[Piece]:
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
