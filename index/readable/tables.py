"""Tables of Markdown: the header, the cells, and rows as sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from index.documents import Span
from index.readable.pieces import Piece

_LINE = re.compile(r"[^\n]+")
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|? ?:?-+:? ?(?:\| ?:?-+:? ?)*+\|?")


#: The words of a span of a text, without its marks.
Words = Callable[[str, Span], Iterable[Piece]]


class TableLine(NamedTuple):
    """A line of a table.

    Args:
        span: Its position.
        head: The names of the columns, for a row below a header; None for the header and the rule below it.
    """

    span: Span
    head: tuple[str, ...] | None


def lines_of(text: str) -> list[Span]:
    """The lines of a text that are not empty."""
    return [Span(*match.span()) for match in _LINE.finditer(text)]


def is_rule(line: str) -> bool:
    """Whether a line parts the header of a table from its rows."""
    line = " ".join(line.split())
    return "|" in line and _RULE.fullmatch(line) is not None


def header_of(text: str, table: Span) -> Span:
    """The line of a table's header; an empty span at its start without one."""
    end = text.find("\n", table.start, table.end)
    rule_end = text.find("\n", end + 1, table.end)
    has_rule = end >= 0 and is_rule(text[end + 1 : rule_end if rule_end >= 0 else table.end])
    return Span(table.start, end if has_rule else table.start)


def header_with_rule(text: str, table: Span) -> Span:
    """The line of a table's header and the rule below it; an empty span at its start without one."""
    header = header_of(text, table)
    if header.start == header.end:
        return header
    end = text.find("\n", header.end + 1, table.end)
    both = Span(header.start, end if end >= 0 else table.end)
    return Span(both.start, both.start + len(both.of(text).rstrip()))


def header_above(text: str) -> str | None:
    """The header of the table that a text ends within, if it does."""
    below = ""
    for line in reversed(text.rstrip("\n").split("\n")):
        if "|" not in line:
            return None
        if is_rule(below):
            return line
        below = line
    return None


def names(text: str, header: Span, words: Words) -> tuple[str, ...]:
    """The names of the columns in the line of a header; none for an empty span."""
    found = cells(text, header) if header.of(text).strip() else []
    return tuple("".join(piece.words for piece in words(text, cell)) for cell in found)


def table_lines(text: str, lines: Sequence[Span], header: str | None) -> list[TableLine]:
    """The lines of the tables in a text.

    Args:
        lines: Of the text, in order.
        header: Of the table that goes on in the first line; None without one.
    """
    found: list[TableLine] = []
    heads = [is_rule(following.of(text)) for following in [*lines[1:], Span(0, 0)][: len(lines)]]
    head = None if header is None else names(header, Span(0, len(header)), plain_words)
    for line, is_head in zip(lines, heads, strict=True):
        words = line.of(text)
        if "|" not in words:
            head = None
        elif is_rule(words):
            found.append(TableLine(line, None))
        elif is_head:
            head = names(text, line, plain_words)
            found.append(TableLine(line, None))
        elif head is not None:
            found.append(TableLine(line, head))
    return found


def cells(text: str, line: Span) -> list[Span]:
    """The cells of a line without the white space around them; an empty one is an empty span."""
    found = []
    inside = line.of(text).strip()
    start = line.start + line.of(text).index(inside)
    end = start + len(inside)
    start += text[start] == "|"
    end -= text[end - 1] == "|" and end > start
    at = start
    for match in [*_BAR.finditer(text[start:end]), None]:
        stop = start + match.start() if match else end
        cell = text[at:stop]
        left = at + len(cell) - len(cell.lstrip())
        found.append(Span(left, max(left, at + len(cell.rstrip()))))
        at = stop + 1
    return found


def told(text: str, line: Span, head: Sequence[str], words: Words) -> Iterator[Piece]:
    """A row as one sentence: "Plan: Team; Price: €9; Storage: 200 GB"."""
    filled = [(n, cell) for n, cell in enumerate(cells(text, line)) if cell.start < cell.end]
    for count, (n, cell) in enumerate(filled):
        name = head[n] if n < len(head) else ""
        if before := ("; " if count else "") + (f"{name}: " if name else ""):
            yield Piece(before)
        yield from in_cell(words(text, cell))


def told_rows(text: str, header: str | None) -> dict[Span, str]:
    """The rows of the tables in a text as sentences, by their spans; a header with its rule is its names.

    Args:
        header: Of the table that goes on in the first line; None without one.
    """
    lines = lines_of(text) if "|" in text else []
    rows: dict[Span, str] = {}
    before: Span | None = None
    for span, head in table_lines(text, lines, header):
        if head is not None:
            rows[_stripped(text, span)] = "".join(
                piece.words for piece in told(text, span, head, plain_words)
            )
        elif is_rule(span.of(text)) and before:
            header_span = Span(_stripped(text, before).start, _stripped(text, span).end)
            rows[header_span] = "; ".join(names(text, before, plain_words))
        before = span
    return rows


def row_spans(text: str, header: str | None) -> set[Span]:
    """The rows of the tables in a text, without their headers; the arguments are those of `told_rows`."""
    lines = lines_of(text) if "|" in text else []
    return {_stripped(text, span) for span, head in table_lines(text, lines, header) if head is not None}


def _stripped(text: str, line: Span) -> Span:
    words = line.of(text)
    start = line.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def in_cell(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces of one cell."""
    return (piece._replace(cell=True) for piece in pieces)


def plain_words(text: str, cell: Span) -> list[Piece]:
    """The words of a cell without inline markup: all but the backslash before a bar."""
    pieces: list[Piece] = []
    at = cell.start
    for bar in re.finditer(r"\\\|", cell.of(text)):
        pieces.append(Piece(text[at : cell.start + bar.start()], Span(at, cell.start + bar.start())))
        at = cell.start + bar.start() + 1
    return [*pieces, Piece(text[at : cell.end], Span(at, cell.end))]


def sentences_of_cells(text: str, line: Span, head: Sequence[str]) -> Iterator[Piece]:
    """A row, a sentence for each cell: "The Price of the Plan Team is €9. The Storage of the Plan ..."."""
    first, *rest = cells(text, line)
    columns = [*head, *[""] * (len(rest) + 1)]
    label = Piece(first.of(text), first, cell=True)
    if not any(cell.of(text) for cell in rest):
        yield label
        return
    for name, cell in zip(columns[1:], rest, strict=False):
        if not cell.of(text):
            continue
        yield Piece(f"The {name or 'value'}")
        if label.words:
            yield Piece(f" of the {columns[0]} " if columns[0] else " of ")
            yield label
        yield Piece(" is ")
        yield Piece(cell.of(text), cell, cell=True)
        yield Piece(". ")
