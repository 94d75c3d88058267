"""Questions on tables whose answer stands in exactly one cell: WikiTableQuestions.

A table is read as the reader gets it: rows made into sentences, or rows with their bars.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

from eval.formats.files import objects_of
from eval.reader_training.examples import Asked, Examples, Reading
from index.documents import Span
from index.readable.pieces import Piece, ReadableText
from qa.read.table_text import readable_texts

#: Longer tables are left out: most of their rows would only be more of the same.
MOST_ROWS = 60
#: Ways to write a table down, and how often each is taken.
WAYS, OFTEN = ("sentences", "named", "bars", "lines"), (4, 2, 2, 1)
AT_ONCE = 600
#: Asks for a count or a sum: that a cell holds the same number is chance.
COUNTED = re.compile(r"\b(?:how (?:many|much)|total|difference|average|combined)\b", re.IGNORECASE)


def read_tables(questions: Path, tables: Path) -> Examples:
    """The questions of a file whose answer is one cell, each asked of the part of the table that has it.

    Args:
        questions: Gzipped JSON lines with `question`, `table`, `answers`.
        tables: Gzipped JSON lines with `table`, `title`, `rows`; the first row is the header.
    """
    kept = {row["table"]: row for row in objects_of(tables) if 1 < len(row["rows"]) <= MOST_ROWS}
    passages: list[Reading] = []
    asked: list[Asked] = []
    of: dict[str, tuple[int, list[ReadableText]]] = {}
    chance = random.Random(0)
    for row in objects_of(questions):
        table = kept.get(row["table"])
        if table is None or len(row["answers"]) != 1 or COUNTED.search(row["question"]):
            continue
        if not is_one_cell(table["rows"], row["answers"][0]):
            continue
        if row["table"] not in of:
            parts = parts_of(table["rows"], *chance.choices(WAYS, OFTEN))
            of[row["table"]] = len(passages), parts
            passages += [Reading(table["title"], part.text, f"table {row['table']}") for part in parts]
        first, parts = of[row["table"]]
        for number, part in enumerate(parts):
            if spans := cells(part, row["answers"][0]):
                asked.append(Asked(row["question"], first + number, spans))
    return Examples(passages, asked)


def is_one_cell(rows: Sequence[Sequence[str]], answer: str) -> bool:
    """Whether exactly one cell of a table is this answer."""
    wanted = one_line(answer).casefold()
    return sum(one_line(cell).casefold() == wanted for row in rows[1:] for cell in row) == 1


def parts_of(rows: Sequence[Sequence[str]], way: str) -> list[ReadableText]:
    """A table as the reader gets it, in parts.

    Args:
        way: As sentences, as named values, as lines with bars, or as the bare lines that a PDF gives.
    """
    lines = ["| " + " | ".join(bare(cell) for cell in row) + " |" for row in rows]
    if way == "sentences":
        lines.insert(1, "| " + " | ".join("---" for _ in rows[0]) + " |")
        return readable_texts("\n".join(lines), str)
    names = [bare(cell) for cell in rows[0]]
    head = {"bars": [Piece(lines[0] + "\n")], "lines": [Piece(" ".join(names) + "\n")]}.get(way, [])
    ends = {"bars": (" ", " |\n"), "lines": (" ", "\n")}.get(way, (", ", "\n"))
    begins = {"bars": "| ", "lines": ""}
    parts: list[ReadableText] = []
    pieces = [*head]
    length = 0
    for row in rows[1:]:
        if length > AT_ONCE:
            parts.append(ReadableText(tuple(pieces)))
            pieces, length = [*head], 0
        before = len(pieces)
        for name, cell in zip(names, map(bare, row), strict=False):
            mark = begins.get(way, f"{name}: ")
            pieces += [Piece(mark), Piece(cell, Span(0, len(cell)), cell=True), Piece(ends[0])]
        pieces[-1] = Piece(ends[1])
        length += sum(len(piece.words) for piece in pieces[before:])
    return [*parts, ReadableText(tuple(pieces))]


def cells(part: ReadableText, answer: str) -> tuple[tuple[int, int], ...]:
    """Where the cells of a part are this answer."""
    wanted = one_line(answer).casefold()
    found = []
    at = 0
    for piece in part.pieces:
        if piece.cell and piece.words.strip().casefold() == wanted:
            start = at + len(piece.words) - len(piece.words.lstrip())
            found.append((start, start + len(piece.words.strip())))
        at += len(piece.words)
    return tuple(found)


def bare(cell: str) -> str:
    """A cell's words on one line, without bars."""
    return one_line(cell).replace("|", "/")


def one_line(cell: str) -> str:
    """A cell's words on one line."""
    return " ".join(cell.split())
