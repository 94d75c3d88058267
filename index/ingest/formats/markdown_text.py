"""Put text of other formats into Markdown, so that no character of it becomes markup by accident.

Converted text has one paragraph a line and a blank line between paragraphs.  So only what Markdown sees at
the start of a line can change its meaning, and only there is a backslash added.  Lines that look like list
items or quotations stay as they are: in a document that has no markup they are just that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.places import Place, PlacedText, PlaceStart, tidy

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
    return placed_table([(row, Place()) for row in rows]).text


def placed_table(rows: Iterable[tuple[Sequence[str], Place]]) -> PlacedText:
    """A table, as `table` makes it, of rows with their places."""
    filled = [
        ([line(cell).replace("|", "\\|") for cell in row], place)
        for row, place in rows
        if any(map(line, row))
    ]
    width = max((len(cells) for cells, _ in filled), default=0)
    padded = [cells + [""] * (width - len(cells)) for cells, _ in filled]
    kept = [column for column in range(width) if any(cells[column] for cells in padded)]
    if len(padded) <= 1 and len(kept) <= 1:
        [(cells, place)] = filled or [([], Place())]
        return PlacedText(paragraph(" ".join(cells)), (PlaceStart(0, place),))
    head, *body = [_row([cells[column] for column in kept]) for cells in padded]
    lines = [f"{head}\n{_row(['---'] * len(kept))}", *body]
    places, start = [], 0
    for words, (_, place) in zip(lines, filled, strict=True):
        places.append(PlaceStart(start, place))
        start += len(words) + 1
    return PlacedText("\n".join(lines), tidy(places))


def joined(blocks: Iterable[str]) -> str:
    """The text of a document: blocks with a blank line between them; items of one list stay together."""
    return joined_with_places(map(PlacedText, blocks)).text


def joined_with_places(blocks: Iterable[PlacedText]) -> PlacedText:
    """The text of a document, as `joined` makes it, and the places of its blocks."""
    text: list[str] = []
    places: list[PlaceStart] = []
    before, length = "", 0
    for block in blocks:
        if not block.text:
            continue
        if text:
            together = before.lstrip().startswith("- ") and block.text.lstrip().startswith("- ")
            text.append("\n" if together else "\n\n")
            length += len(text[-1])
        places.extend(PlaceStart(length + start, place) for start, place in block.places)
        text.append(block.text)
        length += len(block.text)
        before = block.text
    return PlacedText("".join(text) + "\n" if text else "", tidy(places))


def at(place: Place, blocks: Iterable[str]) -> Iterable[PlacedText]:
    """Blocks that all stand at one place."""
    return (PlacedText(block, (PlaceStart(0, place),)) for block in blocks)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
