"""Markdown as blocks of HTML, with the characters of a span marked."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

from index.documents import Span
from qa.server.web.rendered.inline import AT, OFFSETS, inline_tokens
from qa.server.web.rendered.lines import Lines, cells
from qa.server.web.rendered.marked_html import NOWHERE, MarkedHtml
from qa.server.web.rendered.sanitising import OWN, TAGS

#: In converted text a backslash keeps the first character of a line from being markup.
_KEPT_FROM_MARKUP = re.compile(r"^\\", re.MULTILINE)
_REFERENCE = re.compile(r"&#?\w{1,32};")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
#: Blocks may be nested so deeply; the parser leaves out what is nested deeper, and all that follows.
MAX_DEPTH = 100
#: Markup within a block of more code points is shown as text, and so is all after so much time: some takes
#: time in the square of its length.
MAX_INLINE, INLINE_SECONDS = 10_000, 2.0
#: The key of the parser's environment: how long each line of a table is without its margin.
_ROWS = "rows"
#: The element of a token is its tag, but for these.
_SIMPLE = frozenset(
    (
        *("paragraph", "blockquote", "bullet_list", "list_item", "em", "strong", "s"),
        *("thead", "tbody", "tr"),
    )
)


class RenderedBlock(NamedTuple):
    """A block of the text as HTML, and the offset where its first line begins."""

    start: int
    html: str


class Rendering(NamedTuple):
    """A part of a text as HTML.

    Args:
        blocks: Its blocks, in order.
        marked: Whether any character of the span is among them.
        complete: False if blocks are nested so deeply that the parser left some out.
    """

    blocks: Sequence[RenderedBlock]
    marked: bool
    complete: bool


def rendered(text: str, pieces: Sequence[Span], span: Span | None, *, literal: bool) -> Rendering:
    """Render a part of a text.

    Args:
        text: The whole text.
        pieces: Which part of it, as whole lines: blocks, or the head of a long one and some of its lines.
        span: What to mark.
        literal: Only blocks are markup, as in text that was converted to Markdown; inline, all is text.
    """
    renderer = _Renderer(text, pieces, span, literal)
    blocks = list(renderer.blocks())
    return Rendering(blocks, renderer.out.marked, renderer.complete)


class _Renderer:
    """Renders the tokens of one part."""

    def __init__(self, text: str, pieces: Sequence[Span], span: Span | None, literal: bool) -> None:
        self.out = MarkedHtml(span)
        self._lines = Lines(text, pieces)
        self._literal = literal
        self._env: dict[str, Any] = {}
        self._tokens = (_literal_parser() if literal else _parser()).parse(self._lines.source, self._env)
        self.complete = all(token.level < MAX_DEPTH - 1 for token in self._tokens)
        self._seconds = 0.0
        self._cells: Iterator[tuple[str, list[int]]] = iter(())

    def blocks(self) -> Iterator[RenderedBlock]:
        """The blocks at the outermost level, in order."""
        first = 0
        for at, token in enumerate(self._tokens):
            if token.level == 0 and token.nesting >= 0 and token.map:
                first = token.map[0]
            self._block(token, self._tokens[at + 1] if at + 1 < len(self._tokens) else None)
            if token.level == 0 and token.nesting <= 0 and (html := self.out.block()):
                yield RenderedBlock(self._lines.spans[first].start, html)

    def _block(self, token: Token, after: Token | None) -> None:
        kind = token.type
        if kind == "inline":
            self._inline(token.content, self._content_offsets(token))
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind == "html_block":
            self._html_block(token)
        elif kind == "hr":
            self.out.markup("<hr>")
        elif kind.startswith(("heading", "th_", "td_")):
            self._titled(token, after)
        elif kind.startswith("table_"):
            self.out.markup(
                '<div class="table" tabindex="0"><table>' if token.nesting > 0 else "</table></div>"
            )
        elif kind == "ordered_list_open":
            start = token.attrGet("start")
            self.out.markup(f'<ol start="{int(start)}">' if start is not None else "<ol>")
        elif not token.hidden:
            if kind == "tr_open":
                self._start_row(token)
            self.out.markup(_tag(token))

    def _titled(self, token: Token, after: Token | None) -> None:
        """A heading, one level lower since the page has the document's title; or a cell of a table."""
        name = token.tag
        if name[0] == "h":
            name = f"h{min(int(name[1:]) + 1, 6)}"
        elif name == "th" and token.nesting > 0 and after is not None and not after.content:
            name = "td"  # a header without words is none; the parser closes it by itself
        style = str(token.attrGet("style") or "")
        align = f' align="{style.removeprefix("text-align:")}"' if style else ""
        self.out.markup(f"<{name}{align}>" if token.nesting > 0 else f"</{name}>")

    def _start_row(self, token: Token) -> None:
        assert token.map is not None
        number = token.map[0]
        start = self._lines.spans[number].end - self._env[_ROWS][number]
        row = self._lines.text[start : self._lines.spans[number].end]
        self._cells = iter(cells(row.strip(), start + len(row) - len(row.lstrip())))

    def _content_offsets(self, token: Token) -> list[int]:
        """The offset of each character of an inline token's content."""
        assert token.map is not None
        first = token.map[0]
        if self._in_table(token):
            content, offsets = next(self._cells, ("", []))
            return offsets if content == token.content else [NOWHERE] * len(token.content)
        source = self._lines.line(first)
        atx = "\n" not in token.content and not source.rstrip().endswith(token.content)
        if atx or source.lstrip(" >").startswith("#"):
            found = self._lines.heading(token.content, first)
            if token.content and found[0] != NOWHERE:
                return found
        # Lines of nothing but unusual blanks at its start are not content.
        last = max(first, token.map[1] - 1 - token.content.count("\n"))
        tries = (self._lines.offsets(token.content, number) for number in range(first, last + 1))
        return next((found for found in tries if found[:1] != [NOWHERE]), [NOWHERE] * len(token.content))

    def _in_table(self, token: Token) -> bool:
        return token.map is not None and token.map[0] in self._env.get(_ROWS, {})

    def _inline(self, content: str, offsets: Sequence[int]) -> None:
        if self._literal or len(content) > MAX_INLINE or self._seconds > INLINE_SECONDS:
            done = 0
            for match in _KEPT_FROM_MARKUP.finditer(content):
                self.out.text(content[done : match.start()], offsets[done : match.start()])
                done = match.end()
            self.out.text(content[done:], offsets[done:])
            return
        started = time.monotonic()
        self._inline_tokens(inline_tokens(content, self._env), offsets)
        self._seconds += time.monotonic() - started

    def _inline_tokens(self, tokens: Sequence[Token], offsets: Sequence[int], by: int = 0) -> None:
        for token in tokens:
            kind = token.type
            if kind in ("text", "text_special"):
                if token.content:
                    self.out.text(token.content, _at(offsets, token.meta[OFFSETS], by))
            elif kind == "softbreak":
                self.out.text("\n", _at(offsets, [token.meta[AT]], by))
            elif kind == "hardbreak":
                self.out.markup("<br>")
            elif kind == "code_inline":
                self.out.markup("<code>")
                self.out.text(token.content, _at(offsets, token.meta[OFFSETS], by))
                self.out.markup("</code>")
            elif kind == "image":
                self.out.markup('<span class="image">')
                self._inline_tokens(token.children or [], offsets, by + token.meta[AT] + 2)
                self.out.markup("</span>")
            elif kind == "link_open":
                self.out.markup(f'<a href="{escape(str(token.attrGet("href") or ""))}">')
            elif kind == "link_close":
                self.out.markup("</a>")
            elif kind == "html_inline":
                self._tag(token.content)
            else:
                self.out.markup(_tag(token))

    def _code(self, token: Token) -> None:
        assert token.map is not None
        content = token.content.rstrip("\n")
        offsets = self._lines.offsets(content, token.map[0] + (token.type == "fence"))
        self.out.markup('<pre tabindex="0"><code>')
        self.out.text(content, offsets)
        self.out.markup("</code></pre>")

    def _html_block(self, token: Token) -> None:
        """HTML between Markdown: its tags, as far as they may be on a page, and the text between them."""
        assert token.map is not None
        offsets = self._lines.offsets(token.content, token.map[0])
        if len(token.content) > MAX_INLINE:
            self.out.text(token.content, offsets)
            return
        for match in _REFERENCE.finditer(token.content):  # a mark must not divide it
            offsets[match.start() : match.end()] = [offsets[match.start()]] * len(match[0])
        done = 0
        for match in HTML_TAG_RE.finditer(token.content):
            self.out.text(token.content[done : match.start()], offsets[done : match.start()], is_html=True)
            self._tag(match[0])
            done = match.end()
        self.out.text(token.content[done:], offsets[done:], is_html=True)

    def _tag(self, tag: str) -> None:
        """A tag of the document, if it is one that may be on a page."""
        named = _NAME.match(tag)
        name = named[1].lower() if named else ""
        if name == "h1":
            self.out.markup("<h2>" if tag[1] != "/" else "</h2>")
        elif name in TAGS - OWN:
            self.out.markup(tag)


def _at(offsets: Sequence[int], inner: Sequence[int], by: int) -> list[int]:
    return [offsets[n + by] if n + by < len(offsets) else NOWHERE for n in inner]


def _tag(token: Token) -> str:
    name = token.type.removesuffix("_open").removesuffix("_close")
    if name == "ordered_list":
        return "</ol>"
    if name not in _SIMPLE:
        return ""
    return f"<{token.tag}>" if token.nesting > 0 else f"</{token.tag}>"


def _table(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """The parser's rule for tables; it also notes how long each line of the table is without its margin."""
    found = table(state, first, end, silent)
    if found and not silent:
        rows = state.env.setdefault(_ROWS, {})
        for line in range(first, state.line):
            rows[line] = state.eMarks[line] - state.bMarks[line] - state.tShift[line]
    return found


def _with_tables(parser: MarkdownIt) -> MarkdownIt:
    parser.enable("table")
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    return parser.disable("inline")


@cache
def _parser() -> MarkdownIt:
    return _with_tables(MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH}))


@cache
def _literal_parser() -> MarkdownIt:
    return _with_tables(MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_DEPTH})).disable(
        ["reference", "hr"]
    )
