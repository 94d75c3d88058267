"""The text of a passage as the reader gets it: table rows and roles as sentences, and no marks of layout.

The reader was trained on prose.  It makes little of "| Team | €9 |", but understands "The Price of the Plan
Team is €9."
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.documents import Span
from index.readable.pieces import Piece, ReadableText
from index.readable.tables import header_above, is_rule, lines_of, sentences_of_cells, table_lines
from qa.read.labelled_lines import labelled_lines
from qa.read.list_entries import list_entries
from qa.read.role_lines import RoleLine, role_lines

#: Sentences made of a table are read in parts of so many characters: the reader's input is limited.
MOST_AT_ONCE = 600
_MARKS = re.compile(r"\*\*|^[ \t]*(?:Q|A|Question|Answer)\s?:(?=\s)[ \t]*", re.MULTILINE | re.IGNORECASE)


def readable_texts(text: str, above: Callable[[], str], unread: Sequence[Span] = ()) -> list[ReadableText]:
    """A passage's text for the reader, in parts; one part if it has no table.

    Args:
        above: Gives the text before the passage in its document, where the head of a table may be.
        unread: What is left out, in order; never of a table.
    """
    roles = role_lines(text)
    ended = _ended(text) - roles.keys()
    hidden = sorted([*unread, *(Span(*mark.span()) for mark in _MARKS.finditer(text))])
    marked = bool(ended or roles or hidden)
    lines = lines_of(text) if marked or "|" in text else []
    rows = _rows(text, lines, above) if "|" in text and lines else {}
    rows |= {line: _told(text, one) for line, one in roles.items()}
    if not rows and not marked:
        return [ReadableText((Piece(text, Span(0, len(text))),))]
    parts: list[list[Piece]] = [[]]
    length = 0
    for line in lines:
        own = rows[line] if line in rows else _without(hidden, text, line)
        pieces = [*own, Piece(".\n" if line in ended and _is_open(text, line) else "\n")]
        added = sum(len(piece.words) for piece in pieces)
        if line in rows and line not in roles and length and length + added > MOST_AT_ONCE:
            parts.append([])
            length = 0
        parts[-1] += pieces
        length += added
    return [ReadableText(tuple(part)) for part in parts]


def _rows(text: str, lines: list[Span], above: Callable[[], str]) -> dict[Span, list[Piece]]:
    """The pieces for each line of a table; none for its head."""
    goes_on = "|" in lines[0].of(text) and not is_rule((lines[1] if len(lines) > 1 else Span(0, 0)).of(text))
    header = header_above(above()) if goes_on else None
    return {
        line: [] if head is None else list(sentences_of_cells(text, line, head))
        for line, head in table_lines(text, lines, header)
    }


def _told(text: str, one: RoleLine) -> list[Piece]:
    """A name and a role as a sentence."""
    name, role = (Piece(span.of(text), span) for span in (one.name, one.role))
    return [name, Piece(" is "), role, Piece(".")]


def _ended(text: str) -> set[Span]:
    """The lines that get a stop; an entry "- Cook: Ben" is parted from the next by its label."""
    labelled = labelled_lines(text)
    entries = {one for one in list_entries(text) if one not in labelled}
    return entries | {one for one in labelled if one.of(text).lstrip()[:1].isalpha()}


def _is_open(text: str, line: Span) -> bool:
    """Whether no mark parts a line from the next one."""
    last = line.of(text).rstrip()[-1:]
    return last.isalnum() or last in ")]%"


def _without(hidden: Sequence[Span], text: str, line: Span) -> Iterator[Piece]:
    at = line.start
    for one in hidden:
        if line.start <= one.start < line.end:
            yield Piece(text[at : one.start], Span(at, one.start))
            at = one.end
    yield Piece(text[at : line.end], Span(at, line.end))
