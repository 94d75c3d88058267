"""reStructuredText as Markdown: headings, lists, code and tables; the text of directives and of roles.

Docutils would read it completely, but it stops at directives and roles of Sphinx, which most such files have.
Here every line that is text stays; what is only markup (targets, comments, options) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.errors import UnreadableFile
from index.ingest.formats import Content, markdown_text
from index.ingest.formats.decoding import decode
from index.ingest.formats.markdown import ConvertedToMarkdown

MAX_BYTES = 20_000_000
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1+\s*$")
_DIRECTIVE = re.compile(r"\.\. (?:\|[^|]+\| )?(?P<name>[\w:.+-]+?)::(?:[ \t]+(?P<argument>.*))?$")
_FOOTNOTE = re.compile(r"\.\. \[(?P<label>[^\]]{1,60})\][ \t]+(?P<words>.*)$")
_OPTION = re.compile(r":[\w-]+:(?:\s|$)")
_FIELD = re.compile(r":(?P<name>[^:\s][^:]{0,60}):[ \t]+(?P<value>.*)$")
_ITEM = re.compile(r"(?:[-*+•]|#\.|\(?(?:\d{1,3}|[a-zA-Z])[.)])[ \t]+")
_SIMPLE_BORDER = re.compile(r"=+(?:[ \t]+=+)+\s*$")
_GRID_BORDER = re.compile(r"\+(?:[-=]+\+)+\s*$")
#: Roles and links to their words, literals to code.
_ROLE_WITH_TARGET = re.compile(r"(?::[\w:+.-]{1,60}:)?`([^`<>\n]{1,500}?)\s*<[^`<>\n]{1,500}>`(?:__?)?")
_ROLE = re.compile(r":[\w:+.-]{1,60}:`([^`\n]{1,500})`")
_LINK = re.compile(r"(?<!`)`([^`\n]{1,500})`__?(?!\w)")
_LITERAL = re.compile(r"``(.{1,500}?)``")
CODE = ("code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "math", "highlight", "prompt")
#: Directives whose content is not text for readers.
SILENT = ("toctree", "image", "raw", "include", "contents", "index", "meta", "highlight", "default-role")
_NO_LINK = re.compile(r"\.\. (?:_|__)|\.\.\s*$|__ ")


class RestructuredText(ConvertedToMarkdown):
    """Documents of docutils and Sphinx."""

    media_type: str = "text/x-rst"
    suffixes: tuple[str, ...] = (".rst", ".rest")

    def text(self, data: bytes) -> str:
        """The document in Markdown.  Raises `UnreadableFile`."""
        return self.content(data).text

    def content(self, data: bytes) -> Content:
        """The document; its first heading is the title.  Raises `UnreadableFile`."""
        if len(data) > MAX_BYTES:
            detail = f"The file has {len(data):,} bytes; {MAX_BYTES:,} are allowed."
            raise UnreadableFile(detail, hint="Divide it.")
        source = decode(data).lstrip("\ufeff").replace("\r\n", "\n").expandtabs()
        text = markdown_text.joined(_Reader(source.split("\n")).blocks())
        if not text:
            raise UnreadableFile("The file holds no text.", hint="Leave it out, or put text into it.")
        first = text.split("\n", 1)[0]
        return Content(text, first.lstrip("# ") if first.startswith("# ") else "")


class _Reader:
    """Reads lines one after another."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = [line.rstrip() for line in lines]
        self._at = 0
        self._levels: list[str] = []

    def blocks(self) -> Iterator[str]:
        """All blocks, as Markdown."""
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            if not line:
                self._at += 1
            elif (heading := self._heading()) is not None:
                yield heading
            elif line.startswith(".. ") or line == ".." or line.startswith("__ "):
                yield from self._explicit(line)
            elif _GRID_BORDER.match(line):
                yield self._grid_table()
            elif _SIMPLE_BORDER.match(line):
                yield self._simple_table()
            elif _ADORNMENT.match(line) and len(line) >= 4:
                self._at += 1
            elif field := _FIELD.match(line):
                self._at += 1
                yield markdown_text.paragraph(_inline(f"{field['name']}: {field['value']}"))
            else:
                yield from self._paragraph()

    def _line(self, at: int) -> str:
        return self._lines[at] if 0 <= at < len(self._lines) else ""

    def _heading(self) -> str | None:
        """A heading here, underlined and maybe overlined; None if there is none."""
        first, second, third = (self._line(self._at + ahead) for ahead in range(3))
        over = _ADORNMENT.match(first)
        if over and second.strip() and third == first and len(first) >= min(len(second.strip()), 4):
            style, words, lines = over[1] * 2, second.strip(), 3
        elif not first.startswith(" ") and not over and (under := _ADORNMENT.match(second)):
            if len(second) < min(len(first), 4):
                return None
            style, words, lines = under[1], first, 2
        else:
            return None
        self._at += lines
        if style not in self._levels:
            self._levels.append(style)
        return markdown_text.heading(_inline(words), self._levels.index(style) + 1)

    def _explicit(self, line: str) -> Iterator[str]:
        """A directive, a footnote, a target or a comment."""
        indent = _indent(self._lines[self._at])
        self._at += 1
        directive, footnote = _DIRECTIVE.match(line), _FOOTNOTE.match(line)
        if directive:
            name, argument = directive["name"].rsplit(":", 1)[-1].lower(), directive["argument"] or ""
            content = self._indented(indent)
            while content and _OPTION.match(content[0]):
                content.pop(0)
            yield from _directive(name, argument, content)
        elif footnote:
            words = " ".join([footnote["words"], *(one for one in self._indented(indent) if one)])
            yield markdown_text.paragraph(_inline(f"{footnote['label'].lstrip('#')}: {words}"))
        else:
            self._indented(indent)

    def _indented(self, indent: int) -> list[str]:
        """The lines that follow with more than this indent, without what they share of it."""
        start = self._at
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line and _indent(line) <= indent:
                break
            self._at += 1
        lines = self._lines[start : self._at]
        margin = min((_indent(line) for line in lines if line), default=0)
        lines = [line[margin:] for line in lines]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
        return lines

    def _paragraph(self) -> Iterator[str]:
        """A paragraph or a list item; after `::` the indented lines below are code."""
        first = self._lines[self._at]
        item = _ITEM.match(first.strip())
        indent, lines = _indent(first), [first.strip()]
        self._at += 1
        while (line := self._line(self._at)) and not _ITEM.match(line.strip()):
            if item and _indent(line) <= indent:
                break
            lines.append(line.strip())
            self._at += 1
        code = lines[-1].endswith("::")
        if code:
            lines[-1] = lines[-1][:-1].removesuffix(" :").removesuffix("::")
            lines[-1] = "" if lines[-1] == ":" else lines[-1]
        words = _inline("\n".join(lines))
        if item:
            yield markdown_text.list_item(words[item.end() :], indent // 2)
        else:
            yield markdown_text.paragraph(words)
        if code:
            yield _fenced(self._indented(indent))

    def _grid_table(self) -> str:
        """A table drawn with `+---+`."""
        border = self._lines[self._at].strip()
        edges = [at for at, mark in enumerate(border) if mark == "+"]
        rows: list[list[str]] = [[""] * (len(edges) - 1)]
        while (line := self._line(self._at).strip()).startswith(("+", "|")):
            self._at += 1
            if _GRID_BORDER.match(line):
                rows.append([""] * (len(edges) - 1))
                continue
            for column, (left, right) in enumerate(pairwise(edges)):
                rows[-1][column] += " " + line[left + 1 : right].strip(" |")
        return markdown_text.table([[_inline(cell.strip()) for cell in row] for row in rows])

    def _simple_table(self) -> str:
        """A table between lines of `=== ===`."""
        border = self._lines[self._at]
        starts = [match.start() for match in re.finditer("=+", border)]
        ends = [*starts[1:], None]
        self._at += 1
        rows: list[list[str]] = []
        borders = 1
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if _SIMPLE_BORDER.match(line):
                borders += 1
                # The second border ends the header, unless nothing follows it.
                if borders == 3 or not self._line(self._at).strip():
                    break
            elif line.strip() and set(line.strip()) != {"-", " "}:
                cells = [_inline(line[start:end].strip()) for start, end in zip(starts, ends, strict=True)]
                if cells[0] or not rows:
                    rows.append(cells)
                else:
                    rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
        return markdown_text.table(rows)


def _directive(name: str, argument: str, content: Sequence[str]) -> Iterator[str]:
    if name in CODE:
        yield _fenced(content)
    elif name not in SILENT:
        if argument and name != "figure":
            # The argument of a note is its first sentence, that of a topic or a function its name.
            yield markdown_text.paragraph(_inline(argument))
        yield from _Reader(content).blocks()


def _fenced(lines: Sequence[str]) -> str:
    code = "\n".join(lines).strip("\n")
    fence = "`" * (max([2, *(len(run) for run in re.findall("`{3,}", code))]) + 1)
    return f"{fence}\n{code}\n{fence}" if code.strip() else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _inline(words: str) -> str:
    """The words without the markup of links and roles."""
    words = _LITERAL.sub(r"`\1`", words)
    words = _ROLE_WITH_TARGET.sub(r"\1", words)
    words = _ROLE.sub(r"\1", words)
    return _LINK.sub(r"\1", words)
