"""Put text of other formats into Markdown, so that no character of it becomes markup by accident.

Converted text has one paragraph a line and a blank line between paragraphs.  So only what Markdown sees at
the start of a line can change its meaning, and only there is a backslash added.  Lines that look like list
items or quotations stay as they are: in a document that has no markup they are just that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: A heading, a fence of code, HTML that goes on over blank lines, an underline, the rule of a table.
_MARKUP = re.compile(
    r"(?:#{1,6}(?:\s|$)|```|~~~|<[!?]|<(?:script|pre|style|textarea)\b|[\s|:=-]+$)", re.IGNORECASE
)
#: White space and control characters; a soft hyphen is not text either.
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\xad\ufeff\ufffe\uffff]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def line(text: str) -> str:
    """`text` in one line, with single spaces and without control characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = text.replace("\xad", "").replace("\ufeff", "")
    return _BLANKS.sub(" ", _SURROGATE.sub("\ufffd", text)).strip()


def paragraph(text: str) -> str:
    """`text` as one paragraph.  Its line breaks stay, its blank lines do not."""
    lines = (line(one) for one in text.splitlines())
    return "\n".join("\\" + one if _MARKUP.match(one) else one for one in lines if one)


def heading(text: str, level: int) -> str:
    """A heading; a level above 6 is 6.  Empty for a text without words."""
    words = line(text)
    return f"{'#' * min(max(level, 1), 6)} {words}" if words else ""


def list_item(text: str, depth: int = 0) -> str:
    """An item of a list, indented by its depth (0 is the outermost).  Empty for a text without words."""
    words = line(text)
    return f"{'  ' * min(depth, 8)}- {words}" if words else ""


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table whose first row is its header; rows and columns without text are left out.

    A table of one cell is a paragraph.
    """
    cells = [[line(cell).replace("|", "\\|") for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    width = max(map(len, cells), default=0)
    cells = [row + [""] * (width - len(row)) for row in cells]
    kept = [column for column in range(width) if any(row[column] for row in cells)]
    if len(cells) <= 1 and len(kept) <= 1:
        return paragraph(" ".join(cells[0])) if cells else ""
    head, *body = [[row[column] for column in kept] for row in cells]
    return "\n".join(map(_row, [head, ["---"] * len(kept), *body]))


def joined(blocks: Iterable[str]) -> str:
    """The text of a document: blocks with a blank line between them; items of one list stay together."""
    text: list[str] = []
    before = ""
    for block in filter(None, blocks):
        if text:
            together = before.lstrip().startswith("- ") and block.lstrip().startswith("- ")
            text.append("\n" if together else "\n\n")
        text.append(block)
        before = block
    return "".join(text) + "\n" if text else ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
