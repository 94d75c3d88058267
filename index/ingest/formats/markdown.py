"""Markdown: the text is the source with its markup, and blocks are runs of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.documents import Span
from index.ingest.formats import Block, BlockKind
from index.ingest.formats.decoding import decode
from index.ingest.formats.front_matter import front_matter

LEAVES = {
    "paragraph_open": BlockKind.PARAGRAPH,
    "heading_open": BlockKind.HEADING,
    "table_open": BlockKind.TABLE,
    "fence": BlockKind.CODE,
    "code_block": BlockKind.CODE,
    "html_block": BlockKind.PARAGRAPH,
}


class _Leaf(NamedTuple):
    """A block as a range of lines, `[first, end)`."""

    first: int
    end: int
    kind: BlockKind
    level: int = 0
    heading: str = ""


class Markdown:
    """CommonMark with tables and front matter.

    Every line that is not blank is in a block, except front matter: it describes the document.
    """

    media_type: str = "text/markdown"
    suffixes: tuple[str, ...] = (".md", ".markdown")

    def text(self, data: bytes) -> str:
        """Decode UTF-8, or UTF-16 with a byte-order mark.  Raises `UnreadableFile`."""
        return decode(data)

    def blocks(self, text: str) -> list[Block]:
        """The blocks of normalised `text`: headings (`#` and underlined), paragraphs, items, tables, code."""
        return markdown_blocks(text, front_matter(text).end)


class ConvertedToMarkdown:
    """A format whose text is made as Markdown: its blocks are Markdown's, and it has no front matter."""

    def blocks(self, text: str) -> list[Block]:
        """The blocks of the Markdown text."""
        return markdown_blocks(text)


def markdown_blocks(text: str, base: int = 0) -> list[Block]:
    """The blocks of Markdown from the offset `base` on.

    Formats that are converted to Markdown use it alone: their text has no front matter.
    """
    starts = _line_starts(text, base)
    tokens = _parser().parse(text[base:])
    blocks: list[Block] = []
    done = 0
    for leaf in _leaves(tokens):
        first, end = max(leaf.first, done), min(leaf.end, len(starts) - 1)
        blocks.extend(_leftovers(text, starts, done, first))
        span = _stripped(text, starts[first], starts[end]) if first < end else None
        if span:
            blocks.append(Block(span, leaf.kind, leaf.level, leaf.heading))
        done = max(done, end)
    blocks.extend(_leftovers(text, starts, done, len(starts) - 1))
    return blocks


@cache
def _parser() -> MarkdownIt:
    # Only headings need inline markup, and it would take most of the time.
    return MarkdownIt("commonmark").enable("table").disable("inline")


@cache
def _inline_parser() -> MarkdownIt:
    return MarkdownIt("commonmark")


def _leaves(tokens: Sequence[Token]) -> Iterator[_Leaf]:
    items = tables = 0
    for at, token in enumerate(tokens):
        items += token.nesting if token.type.startswith("list_item_") else 0
        if token.type in LEAVES and token.map and not tables:
            yield _leaf(token, tokens[at + 1].content if at + 1 < len(tokens) else "", bool(items))
        tables += token.nesting if token.type.startswith("table_") else 0


def _leaf(token: Token, content: str, in_item: bool) -> _Leaf:
    assert token.map is not None
    first, end = token.map
    kind = LEAVES[token.type]
    if kind is BlockKind.HEADING and token.level == 0:
        return _Leaf(first, end, kind, int(token.tag[1:]), _words(content))
    # A heading inside a quotation or a list item has no section.
    if kind in (BlockKind.HEADING, BlockKind.PARAGRAPH):
        kind = BlockKind.LIST_ITEM if in_item else BlockKind.PARAGRAPH
    return _Leaf(first, end, kind)


def _words(content: str) -> str:
    """The words of a heading without its markup."""
    [inline] = _inline_parser().parseInline(content)
    parts = (_visible_text(token) for token in inline.children or ())
    return " ".join("".join(parts).split())


def _visible_text(token: Token) -> str:
    if token.type in ("text", "code_inline", "image"):
        return token.content
    return " " if token.type in ("softbreak", "hardbreak") else ""


def _line_starts(text: str, base: int) -> list[int]:
    """The start of each line from `base` on, and at last the end of the text."""
    starts = [base]
    while (newline := text.find("\n", starts[-1])) >= 0:
        starts.append(newline + 1)
    return [*starts, len(text)] if starts[-1] < len(text) else starts


def _leftovers(text: str, starts: Sequence[int], first: int, end: int) -> Iterator[Block]:
    """Lines without a Markdown block (rules, link definitions, empty items); each run is one paragraph."""
    run: list[Span] = []
    for line in range(first, end):
        span = _stripped(text, starts[line], starts[line + 1])
        if span:
            run.append(span)
        elif run:
            yield Block(Span(run[0].start, run[-1].end), BlockKind.PARAGRAPH)
            run = []
    if run:
        yield Block(Span(run[0].start, run[-1].end), BlockKind.PARAGRAPH)


def _stripped(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    length = len(words.strip())
    return Span(start, start + length) if length else None
