"""Word documents (.docx): headings by style, paragraphs, lists and tables in the order of the document.

Deleted text of tracked changes, headers and footers, comments and footnotes are left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from index.ingest.formats import markdown_text
from index.ingest.formats.office_format import OfficeFormat
from index.places import PlacedText

#: Nested tables, content controls and text boxes.
MAX_DEPTH = 30
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What has no text of its own, or text that is there twice (a fallback for old programs).
_SKIPPED = {
    f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "txbxContent", "instrText", "delText")
}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HEADING = re.compile(r"heading ([1-9])$")


class Word(OfficeFormat):
    """Word documents since 2007."""

    media_type: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    suffixes: tuple[str, ...] = (".docx",)
    part: str = "word/document.xml"

    def markdown(self, file: io.BytesIO) -> PlacedText:
        """The document in Markdown."""
        from docx import Document

        document = Document(file)
        styles = {style.style_id: _style_names(style) for style in document.styles}
        return PlacedText(markdown_text.joined(_blocks(document.element.body, styles, 0)))


def _style_names(style: Any) -> list[str]:
    """The names of a style and of those it is based on, in lower case."""
    names: list[str] = []
    while style is not None and len(names) < 20:
        names.append((style.name or "").lower())
        style = getattr(style, "base_style", None)
    return names


def _blocks(parent: Any, styles: dict[str, list[str]], depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    for element in parent.iterchildren():
        if element.tag == f"{_W}p":
            yield _paragraph(element, styles)
            for box in _text_boxes(element):
                yield from _blocks(box, styles, depth + 1)
        elif element.tag == f"{_W}tbl":
            yield from _table(element, styles, depth)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}moveTo"):
            yield from _blocks(element, styles, depth + 1)


def _paragraph(element: Any, styles: dict[str, list[str]]) -> str:
    words = _words(element)
    names = styles.get(_value(element, "pPr", "pStyle"), [""])
    if level := _level(element, names):
        return markdown_text.heading(words, level)
    number = _value(element, "pPr", "numPr", "numId")
    if (number and number != "0") or any(name.startswith("list") for name in names):
        depth = _value(element, "pPr", "numPr", "ilvl")
        return markdown_text.list_item(words, int(depth) if depth.isdecimal() else 0)
    return markdown_text.paragraph(words)


def _level(element: Any, names: list[str]) -> int:
    """The level of a heading; 0 for other paragraphs."""
    for name in names:
        if name == "title":
            return 1
        if found := _HEADING.match(name):
            return int(found[1])
    outline = _value(element, "pPr", "outlineLvl")
    # Level 9 is Word's name for body text.
    return int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else 0


def _table(element: Any, styles: dict[str, list[str]], depth: int) -> Iterator[str]:
    rows = [list(_cells(row)) for row in element.iterfind(f".//{_W}tr") if _owner(row) is element]
    if len(rows) == 1 or max(map(len, rows), default=0) <= 1:
        # One row or one column is layout: a frame around paragraphs.
        for cell in element.iterfind(f".//{_W}tc"):
            if _owner(cell) is element:
                yield from _blocks(cell, styles, depth + 1)
    else:
        yield markdown_text.table(rows)


def _owner(element: Any) -> Any:
    """The innermost table around an element."""
    return next(element.iterancestors(f"{_W}tbl"), None)


def _cells(row: Any) -> Iterator[str]:
    table = _owner(row)
    for cell in row.iterfind(f".//{_W}tc"):
        if _owner(cell) is table:
            yield " ".join(filter(None, (_words(one).strip() for one in cell.iter(f"{_W}p"))))
            span = _value(cell, "tcPr", "gridSpan")
            # Cells to the right keep their column.
            yield from [""] * (min(int(span), 64) - 1 if span.isdecimal() else 0)


def _words(element: Any, depth: int = 0) -> str:
    parts: list[str] = []
    for child in element.iterchildren():
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag not in _SKIPPED and child.tag != _FALLBACK and depth < MAX_DEPTH:
            parts.append(_words(child, depth + 1))
    return "".join(parts)


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(f"{_W}txbxContent"):
        if (
            next(box.iterancestors(_FALLBACK), None) is None
            and next(box.iterancestors(f"{_W}p")) is paragraph
        ):
            yield box


def _value(element: Any, *path: str) -> str:
    """The `val` attribute of the element at `path`, else empty."""
    found = element.find("/".join(f"{_W}{name}" for name in path))
    return "" if found is None else str(found.get(f"{_W}val") or "")
