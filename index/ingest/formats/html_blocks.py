"""The blocks of an HTML document as Markdown: headings, paragraphs, items, tables, preformatted text.

The tree is walked without recursion: the depth of a document is not bounded by Python's stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from index.ingest.formats import markdown_text

#: Elements whose content nobody reads.
SKIPPED = frozenset(
    (
        *("script", "style", "template", "svg", "iframe", "object", "audio", "video"),
        *("canvas", "head", "button", "select", "input", "textarea", "datalist", "map"),
    )
)
INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"),
        *("font", "i", "img", "ins", "kbd", "label", "mark", "math", "nobr", "output", "q", "ruby", "rb"),
        *("rt", "rp", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"),
        *("var", "wbr"),
    )
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
#: What makes a table one of layout: its cells hold blocks of their own.
_LAYOUT = frozenset(("table", "form", "section", "article", "pre", *HEADINGS))
#: Cells of a row.
MAX_COLUMNS = 200
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Elements that XHTML may close at once (`<title/>`); HTML would take all that follows as their content.
_EMPTY_ELEMENT = re.compile(
    r"<(a|b|div|em|h[1-6]|i|iframe|li|object|p|script|span|strong|style|td|textarea|th|title)\b([^<>]*)/>"
)
_XHTML = "http://www.w3.org/1999/xhtml"
#: One run of hexadecimal or base64 digits of this length is data, not words.
_DATA = re.compile(r"\S{2000,}")


def tree(source: str) -> html.HtmlElement | None:
    """Parse an HTML document; None if it has no element.

    The declaration of an XML encoding is left out: `source` is decoded already.
    """
    source = (
        _EMPTY_ELEMENT.sub(r"<\1\2></\1>", source)
        if "<?xml" in source[:200] or _XHTML in source[:2000]
        else source
    )
    # libxml2 resolves no entities of a document type in HTML, and opens no files.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    return root if root is not None and isinstance(root, html.HtmlElement) else None


def blocks(root: html.HtmlElement) -> list[str]:
    """The blocks below `root`, each as Markdown, in order."""
    walk = _Walk()
    walk.run(root)
    return list(filter(None, walk.blocks))


class _Walk:
    """Goes over a tree and collects blocks."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._words: list[str] = []
        self._lists: list[str] = []
        self._marker = ""

    def run(self, root: html.HtmlElement) -> None:
        """Visit all elements below `root`, and `root`."""
        todo: list[tuple[html.HtmlElement, bool]] = [(root, True)]
        while todo:
            element, entering = todo.pop()
            if not entering:
                self._leave(element)
                self._words.append(element.tail or "" if element is not root else "")
                continue
            todo.append((element, False))
            if self._enter(element):
                todo.extend((child, True) for child in reversed(element) if isinstance(child.tag, str))
        self._flush()

    def _enter(self, element: html.HtmlElement) -> bool:
        """Start an element.  Whether its children are still to be visited."""
        tag = element.tag
        if tag in SKIPPED or _is_hidden(element):
            return False
        if tag == "br":
            self._words.append("\n")
            return False
        if tag in INLINE:
            self._words.append(element.text or "")
            return True
        self._flush()
        if tag == "pre":
            self._add_code(element)
            return False
        if tag == "table" and not _is_layout(element):
            caption = element.find("caption")
            if caption is not None:
                self.blocks.append(markdown_text.paragraph(_text(caption)))
            self.blocks.append(markdown_text.table(list(_rows(element))))
            return False
        if tag in ("ul", "ol", "menu"):
            self._lists.append(tag)
        self._marker = "item" if tag in ("li", "dd") else "" if tag == "dt" else self._marker
        self._words.append(element.text or "")
        return True

    def _leave(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in INLINE or tag in SKIPPED or tag == "br":
            return
        if tag in HEADINGS and self._marker != "item":
            words = "".join(self._words)
            self._words = []
            self.blocks.append(markdown_text.heading(words, HEADINGS[tag]))
            return
        self._flush()
        if tag in ("ul", "ol", "menu") and self._lists:
            self._lists.pop()
        if tag in ("li", "dd", "ul", "ol", "menu", "dl"):
            self._marker = ""

    def _flush(self) -> None:
        words = _DATA.sub(" ", "".join(_spaced(self._words)))
        self._words = []
        if not words.strip():
            return
        if self._marker:
            self.blocks.append(markdown_text.list_item(words, max(len(self._lists) - 1, 0)))
            self._marker = ""
        else:
            self.blocks.append(markdown_text.paragraph(words))

    def _add_code(self, element: html.HtmlElement) -> None:
        code = _DATA.sub(" ", "".join(element.itertext())).strip("\n")
        if code.strip():
            fence = "`" * (max([2, *(len(run) for run in re.findall("`{3,}", code))]) + 1)
            lines = re.sub(r"[\x00-\x08\x0b-\x1f]", "", code.expandtabs())
            self.blocks.append(f"{fence}\n{lines.rstrip()}\n{fence}")


def _spaced(words: list[str]) -> Iterator[str]:
    """The words with line breaks of the source as spaces; those of `<br>` stay."""
    for piece in words:
        yield piece if piece == "\n" else re.sub(r"\s+", " ", piece)


def _is_hidden(element: html.HtmlElement) -> bool:
    style = element.get("style") or ""
    return "hidden" in element.attrib or bool(_HIDDEN.search(style[:2000]))


def _is_layout(table: html.HtmlElement) -> bool:
    """Whether a table only arranges blocks: tables, headings or several paragraphs are inside its cells."""
    cells = 0
    for element in table.iterdescendants():
        if element.tag in _LAYOUT:
            return True
        if element.tag in ("td", "th"):
            cells += 1
    return cells < 2


def _rows(table: html.HtmlElement) -> Iterator[list[str]]:
    """The rows of a table.  A cell over several rows or columns stands in each of them."""
    above: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []

        def take_from_above(cells: list[str] = cells) -> None:
            while len(cells) in above:
                column = len(cells)
                left, text = above.pop(column)
                if left > 1:
                    above[column] = (left - 1, text)
                cells.append(text)

        for cell in row.iterchildren("td", "th"):
            take_from_above()
            text = _DATA.sub(" ", _text(cell))
            for _ in range(min(_number(cell.get("colspan")), MAX_COLUMNS)):
                if _number(cell.get("rowspan")) > 1:
                    above[len(cells)] = (_number(cell.get("rowspan")) - 1, text)
                cells.append(text)
            if len(cells) >= MAX_COLUMNS:
                break
        take_from_above()
        yield cells


def _text(element: html.HtmlElement) -> str:
    """The words of an element in one line.  Blocks inside it are set apart by spaces."""
    pieces: list[str] = []
    skipped: html.HtmlElement | None = None
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if skipped is not None:
            if event == "end" and one is skipped:
                skipped = None
                pieces.append(one.tail or "" if one is not element else "")
            continue
        if event == "start" and (one.tag in SKIPPED or (one is not element and _is_hidden(one))):
            skipped = one
            continue
        apart = "" if one.tag in INLINE else " "
        text = one.text if event == "start" else one.tail if one is not element else ""
        pieces.extend((apart, text or ""))
    return " ".join("".join(pieces).split())


def _number(span: str | None) -> int:
    return (
        int(span) if span and span.isascii() and span.isdigit() and 1 <= len(span) <= 4 and int(span) else 1
    )
