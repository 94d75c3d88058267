"""Printing for people, in a terminal of any width or through a pipe, and for programs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence

from pydantic import BaseModel
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index.errors import SourcelineError

#: Control characters but the line end, halves of surrogate pairs, and what reorders the text that follows.
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def out() -> Console:
    """Standard output.  Through a pipe nothing is wrapped: lines belong to whoever reads them."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def err() -> Console:
    """Standard error."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def complain(error: SourcelineError) -> None:
    """Say in one line what is wrong and how to fix it."""
    err().print(Text.assemble(("error: ", "bold red"), printable(" ".join(str(error).split()))))


def printable(text: str) -> str:
    """`text` without what a terminal would obey: a document must not move the cursor or hide a line."""
    return OBEYED.sub("\ufffd", text.replace("\t", " "))


def print_indented(console: Console, text: Text, *, whole: bool = False) -> None:
    """Print a paragraph four columns in; wrapped in a terminal unless it is to stay `whole`, as a link is."""
    if console.is_terminal and not whole:
        console.print(Padding(text, (0, 0, 0, 4)))
        return
    for line in text.split("\n"):
        console.print(Text("    ").append(line), soft_wrap=True)


def print_json(value: BaseModel) -> None:
    """Print exactly the object that the API gives."""
    sys.stdout.write(value.model_dump_json(indent=2) + "\n")


def print_rows(headings: Sequence[str], rows: Iterable[Sequence[object]], *, headed: bool = False) -> None:
    """A table in a terminal; through a pipe one line a row, values separated by tabs.

    Args:
        headed: Print the headings through a pipe, too.
    """
    console = out()
    if not console.is_terminal:
        for row in [headings, *rows] if headed else rows:
            sys.stdout.write("\t".join(printable(str(cell)).replace("\n", " ") for cell in row) + "\n")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(str(cell)).replace("\n", " ")) for cell in row))
    console.print(table)


def print_facts(facts: Iterable[tuple[str, object]]) -> None:
    """Names and values, one a line."""
    console = out()
    for name, value in facts:
        console.print(Text.assemble((f"{name:<12}", "bold"), printable(str(value))))
