"""What stands in a cell, asked by its row and column; and which row has a value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from eval.making.made import Made, SourceText
from eval.making.phrases import one_line
from index.blocks import BlockKind
from index.documents import Span
from index.language.function_words import FUNCTION_WORDS
from index.readable.tables import cells, lines_of, table_lines
from qa.language.plurals import is_plural
from qa.language.word_classes import PREPOSITIONS

LONGEST_LABEL, LONGEST_VALUE, LEAST_ROWS = 60, 80, 2
LEAST_FILLED, MOST_COLUMN_WORDS = 0.6, 4
_FIGURE = re.compile(r"\W{0,3}\d")
_WORDS = re.compile(r"[^\W\d_]{2,}")
#: Cells that say too little alone: a range without a unit, a remark to another line, the same words twice
#: (two lines of a PDF file in one).
_NO_VALUE = re.compile(r"[\d.,]+\s?[-–]\s?[\d.,]+|\([^()]*[^\W\d_][^()]*\)|(?P<once>\S.*)\s+(?P=once)")
_OF_WHAT = re.compile(rf"\s(?:{PREPOSITIONS})\s")
#: Columns that only count or point.
_NO_COLUMN = re.compile(r"(?:#|no\.?|nr\.?|row|index|id|notes?|pages?|total|column \d+|unnamed.*)", re.I)
_SMALL = frozenset(FUNCTION_WORDS)
_TOTAL = re.compile(r"(?:sub)?total\b|sum\b|all\b", re.I)


class _Row(NamedTuple):
    head: tuple[str, ...]
    spans: tuple[Span, ...]


def made(source: SourceText) -> Iterator[Made]:
    """The questions of all tables whose first column names its rows."""
    tables = [[*_rows(source, block.span)] for block in source.blocks if block.kind is BlockKind.TABLE]
    named = Counter(
        (_plain(row.spans[0].of(source.text)), _plain(column))
        for rows in tables
        for row in rows
        for column in row.head
    )
    valued = Counter(
        (_plain(column), _plain(cell.of(source.text)))
        for rows in tables
        for row in rows
        for column, cell in zip(row.head, row.spans, strict=True)
    )
    for rows in tables:
        if len(rows) >= LEAST_ROWS and _names_rows(source, rows) and _is_sound(source, rows):
            yield from _questions(source, rows, named, valued)


def _rows(source: SourceText, table: Span) -> Iterator[_Row]:
    text = table.of(source.text)
    for line in table_lines(text, lines_of(text), None):
        if line.head:
            found = tuple(cell.moved(table.start) for cell in cells(text, line.span))
            if len(found) == len(line.head):
                yield _Row(line.head, found)


def _names_rows(source: SourceText, rows: list[_Row]) -> bool:
    labels = [row.spans[0].of(source.text) for row in rows]
    named = sum(bool(_WORDS.search(label)) and len(label) <= LONGEST_LABEL for label in labels)
    return _is_name(one_line(rows[0].head[0])) and named > len(rows) * 0.8


def _is_sound(source: SourceText, rows: list[_Row]) -> bool:
    """Whether the first line is a header, and the cells are those that the author made.

    A header repeats nothing of the body, and a name only once.  Tables found in PDF files may have many
    empty cells.  Of two columns without figures the first line may be a row like the others.
    """
    head = [_plain(name) for name in rows[0].head]
    body = [[_plain(cell.of(source.text)) for cell in row.spans] for row in rows]
    filled = [cell for row in body for cell in row if cell]
    whole = len(filled) >= LEAST_FILLED * sum(map(len, body))
    named = len(set(head)) == len(head) and not set(head) & set(filled)
    figures = sum(bool(_FIGURE.match(row[-1])) for row in body) > len(body) * LEAST_FILLED
    return whole and named and (len(head) > 2 or figures)


def _questions(
    source: SourceText, rows: list[_Row], named: Counter[tuple[str, str]], valued: Counter[tuple[str, str]]
) -> Iterator[Made]:
    """The questions of one table.

    Args:
        named: How often a row and a column of these names meet in the document.
        valued: How often a column of this name has a value there.
    """
    labels = Counter(_plain(row.spans[0].of(source.text)) for row in rows)
    for number, row in enumerate(rows):
        label = one_line(row.spans[0].of(source.text))
        if (
            labels[_plain(label)] > 1
            or not label[:1].isalnum()
            or not _WORDS.search(label)
            or _TOTAL.match(label)
            or len(label) > LONGEST_LABEL
        ):
            continue
        for place, (column, cell) in enumerate(zip(row.head[1:], row.spans[1:], strict=True), 1):
            value, column = cell.of(source.text), one_line(column)
            if (
                named[_plain(label), _plain(column)] > 1
                or not _is_asked(value, column)
                or row.head.count(row.head[place]) > 1
            ):
                continue
            yield Made(
                _ask(column, label, row.head[0], number + place), "table_cell", "table_cells", source, (cell,)
            )
            is_alone = valued[_plain(column), _plain(value)] == 1
            if is_alone and len(value) >= 3 and len(value.split()) <= 4 and not re.search(r"\d", column):
                which = f"Which {_low(row.head[0])} has {value} as its {_low(column)}?"
                yield Made(which, "table_cell", "table_rows", source, (row.spans[0],))


def _is_asked(value: str, column: str) -> bool:
    value_fair = bool(re.search(r"\w", value)) and len(value) <= LONGEST_VALUE and "](" not in value
    value_fair = value_fair and not _NO_VALUE.fullmatch(value)
    ends = {word.lower() for word in (column.split() or [""])[:: max(1, len(column.split()) - 1)]}
    named = (
        not ends & _SMALL
        and not re.search(r"\A\d|\d{4}", column)
        and len(column.split()) <= MOST_COLUMN_WORDS
    )
    return (
        value_fair
        and named
        and _is_name(column)
        and not _NO_COLUMN.fullmatch(column)
        and len(column) <= LONGEST_LABEL
    )


def _is_name(column: str) -> bool:
    """Whether a heading names its column; one joined of two lines of the table does not."""
    return bool(_WORDS.match(column)) and " / " not in column


def _ask(column: str, label: str, key: str, turn: int) -> str:
    verb = "are" if is_plural(_OF_WHAT.split(column)[0].split()[-1]) else "is"
    forms = (
        f"What {verb} the {_low(column)} of {label}?",
        f"What {verb} the {_low(column)} for the {_low(key)} {label}?",
        f"What {verb} the {_low(column)} for {label}?",
    )
    return forms[turn % len(forms)]


def _plain(words: str) -> str:
    return one_line(words).lower()


def _low(words: str) -> str:
    words = one_line(words)
    return words if any(letter.isupper() for letter in words[1:]) else words[:1].lower() + words[1:]
