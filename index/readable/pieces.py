"""Readable text and where it stands: pieces of a version's text, and words added between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from index.documents import Span


class Piece(NamedTuple):
    """Some words of a readable text.

    Args:
        words: As they are read.
        span: Where they stand; None where they were added.
        cell: Whether they are a table's cell: no answer reaches from one into the next.
    """

    words: str
    span: Span | None = None
    cell: bool = False


class Run(NamedTuple):
    """Characters of a readable text that stand in the original in the same order.

    Args:
        at: Where they are in the readable text.
        start: Where they are in the original.
        length: How many.
    """

    at: int
    start: int
    length: int


class ReadableText(NamedTuple):
    """A readable text, made of pieces."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words."""
        return "".join(piece.words for piece in self.pieces)

    @property
    def is_as_written(self) -> bool:
        """Whether it is the whole original, or its beginning, unchanged."""
        return len(self.pieces) == 1 and self.pieces[0].span == Span(0, len(self.pieces[0].words))

    @property
    def runs(self) -> tuple[Run, ...]:
        """What stands in the original; neighbours that are neighbours there, too, are one run."""
        runs: list[Run] = []
        for at, piece in self._placed():
            if piece.span is None or not piece.words:
                continue
            start, length = piece.span.start, len(piece.words)
            if runs and runs[-1].at + runs[-1].length == at and runs[-1].start + runs[-1].length == start:
                runs[-1] = runs[-1]._replace(length=runs[-1].length + length)
            else:
                runs.append(Run(at, start, length))
        return tuple(runs)

    def origin(self, span: Span) -> Span | None:
        """Where a span of `text` stands in the original; the last cell's part of one that crosses cells."""
        touched: list[tuple[Span, bool]] = []
        for at, piece in self._placed():
            start, end = max(span.start, at), min(span.end, at + len(piece.words))
            if piece.span and start < end:
                offset = piece.span.start - at
                touched.append((Span(start + offset, end + offset), piece.cell))
        if not touched:
            return None
        last, cell = touched[-1]
        return last if cell else Span(touched[0][0].start, last.end)

    def _placed(self) -> Iterator[tuple[int, Piece]]:
        at = 0
        for piece in self.pieces:
            yield at, piece
            at += len(piece.words)
