"""The words of a line of Markdown without its marks: emphasis, links, code, escapes, tags."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from index.documents import Span
from index.readable.pieces import Piece

_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_LABEL = r"\[(?P<{name}>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
_TARGET = (
    r"\((?:<[^<>\n]*>|(?:[^()\s\\]|\\.|\([^()\s]*\))*)"
    r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?\s*\)"
)
_MARK = re.compile(
    rf"(?P<escape>\\{_PUNCTUATION})"
    r"|(?P<code>(?<!`)(?P<ticks>`{1,4})(?!`)(?P<inside>[^\n]+?)(?<!`)(?P=ticks)(?!`))"
    rf"|!?{_LABEL.format(name='link')}{_TARGET}"
    rf"|!?{_LABEL.format(name='reference')}\[[^\[\]\n]{{0,200}}\]"
    r"|<(?P<address>(?:https?|ftp|mailto):[^<>\s]+)>"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9-]{0,30}(?:\s[^<>\n]{0,500})?/?>|<!--.{0,2000}?-->)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<emphasis>\*{1,3}|_{1,3}|~~)",
    re.DOTALL,
)
#: Labels within labels.
MOST_DEEP = 4


@dataclass(slots=True)
class _Opening:
    """A run of one mark that opens emphasis, as far as nothing has closed it."""

    start: int
    end: int
    mark: str


def without_marks(text: str, span: Span, depth: int = 0) -> list[Piece]:
    """The words of a span of Markdown, which has no blocks in it."""
    hidden = _paired(text, span)
    pieces: list[Piece] = []
    at = span.start
    for match in _MARK.finditer(text, span.start, span.end):
        shown = _shown(match, hidden, text, depth)
        if shown is None:
            continue
        pieces.append(Piece(text[at : match.start()], Span(at, match.start())))
        pieces.extend(shown)
        at = match.end()
    pieces.append(Piece(text[at : span.end], Span(at, span.end)))
    return [piece for piece in pieces if piece.words]


def _shown(match: re.Match[str], hidden: set[int], text: str, depth: int) -> list[Piece] | None:
    """What is read of a mark; None where it is no mark."""
    kind = match.lastgroup
    if kind == "emphasis":
        kept = [at for at in range(*match.span()) if at not in hidden]
        return [_piece(text, at, at + 1) for at in kept]
    if kind == "escape":
        return [_piece(text, match.end() - 1, match.end())]
    if kind == "code":
        return [_piece(text, *match.span("inside"))]
    if kind in ("link", "reference"):
        label = Span(*match.span(kind))
        return without_marks(text, label, depth + 1) if depth < MOST_DEEP else [_piece(text, *label)]
    if kind == "address":
        return [_piece(text, *match.span("address"))]
    if kind == "entity":
        letters = html.unescape(match.group())
        return None if letters == match.group() else [Piece(letters.replace("\xa0", " "))]
    return [Piece(" ")] if match.group().lower().startswith("<br") else []


def _piece(text: str, start: int, end: int) -> Piece:
    return Piece(text[start:end], Span(start, end))


def _paired(text: str, span: Span) -> set[int]:
    """Where the marks of emphasis are that have a partner."""
    open_: list[_Opening] = []
    found: set[int] = set()
    for match in _MARK.finditer(text, span.start, span.end):
        if match.lastgroup != "emphasis":
            continue
        start, end = match.span()
        mark = text[start]
        before = text[max(span.start, start - 1) : start]
        after = text[end : min(span.end, end + 1)]
        if _closes(mark, before, after):
            start = _close(open_, start, end, mark, found)
        if start < end and _opens(mark, before, after):
            open_.append(_Opening(start, end, mark))
    return found


def _close(open_: list[_Opening], start: int, end: int, mark: str, found: set[int]) -> int:
    """Close what is open with a run of marks, innermost first; returns where those begin that are left."""
    while start < end:
        place = next((n for n in range(len(open_) - 1, -1, -1) if open_[n].mark == mark), None)
        if place is None:
            break
        opening = open_[place]
        count = min(2, end - start, opening.end - opening.start)
        if mark == "~" and count < 2:
            break
        found.update(range(opening.end - count, opening.end), range(start, start + count))
        opening.end -= count
        start += count
        # What opened within and was not closed opens nothing.
        del open_[place + (opening.start < opening.end) :]
    return start


def _opens(mark: str, before: str, after: str) -> bool:
    flanks = bool(after) and not after.isspace() and (after.isalnum() or not before.isalnum())
    return flanks and not (mark == "_" and before.isalnum())


def _closes(mark: str, before: str, after: str) -> bool:
    flanks = bool(before) and not before.isspace() and (before.isalnum() or not after.isalnum())
    return flanks and not (mark == "_" and after.isalnum())
