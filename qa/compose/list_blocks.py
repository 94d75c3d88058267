"""The lists that an author made: bullets and numbered entries, with the line that leads to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.blocks import Block, BlockKind
from index.documents import Span
from index.ingest.sentences import sentences
from index.store.catalog.passages import StoredPassage
from qa.compose.line_runs import line_runs
from qa.read.labelled_lines import labelled_lines
from qa.retrieve.searched import Searched

#: Characters before and behind a passage in which its lists may begin and go on.
AROUND = 4_000
#: A list has at least so many entries.
LEAST = 2
#: A longer sentence does not lead to a list.
LONGEST_LEAD = 240
_BULLET = re.compile(r"[ \t]*(?P<mark>[-*+•‣▪–—o])[ \t]+")
_NUMBER = re.compile(r"[ \t]*\(?(?P<number>\d{1,3}|[a-z]|[ivx]{1,4})[.)][ \t]+", re.IGNORECASE)


class AuthorList(NamedTuple):
    """A list of a document.

    Args:
        passage: One of the passages that it touches.
        lead: The line that leads to it, or the heading above it.
        entries: Spans of the version's text, without bullets and numbers; with what is indented below each.
        ordered: Whether it is numbered.
    """

    passage: StoredPassage
    lead: Span | None
    entries: tuple[Span, ...]
    ordered: bool

    @property
    def span(self) -> Span:
        """From its first entry to its last."""
        return Span(self.entries[0].start, self.entries[-1].end)


class _Item(NamedTuple):
    """An entry as it is written: the kind of its mark, its indent, and where it stands without the mark."""

    mark: str
    indent: int
    span: Span


def lists_of(searched: Searched, passage: StoredPassage) -> list[AuthorList]:
    """The lists that a passage touches, whole, also where they go on in the next passages."""
    snapshot = searched.of(passage)
    near = Span(max(0, passage.span.start - AROUND), passage.span.end + AROUND)
    blocks = snapshot.blocks_of(passage.document_id, passage.version, near, passage.source)
    if not _may_have_list([block for block in blocks if block.span.overlaps(passage.span)]):
        return []
    text = snapshot.version_text(passage.document_id, passage.version)
    found = [_list_of(text, passage, blocks, run) for run in _runs(text, blocks)]
    found += [_of_lines(text, passage, run) for run in line_runs(text, blocks)]
    return [one for one in found if one and one.span.overlaps(passage.span)]


def _may_have_list(blocks: Sequence[Block]) -> bool:
    """Whether blocks have an entry, or lines right below one another; the text is not needed for it."""
    adjacent = (later.span.start - earlier.span.end == 1 for earlier, later in pairwise(blocks))
    return any(map(_is_item, blocks)) or any(adjacent)


def unmarked(text: str, span: Span) -> Span:
    """A span of `text` without the bullet or the number in figures that it begins with."""
    number = _NUMBER.match(text, span.start, span.end)
    mark = number if number and number["number"].isdigit() else _BULLET.match(text, span.start, span.end)
    return Span(mark.end(), span.end) if mark and mark.end() < span.end else span


def _is_item(block: Block) -> bool:
    return block.kind is BlockKind.LIST_ITEM


def _runs(text: str, blocks: Sequence[Block]) -> Iterator[list[tuple[int, _Item]]]:
    """The places and entries of each list among blocks: neighbours with the same kind of mark.

    Of a numbered list also those behind another block, if the numbers go on.
    """
    run: list[tuple[int, _Item]] = []
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            yield run
            run = []
        if not _is_item(block):
            continue
        item = _item(text, block)
        nested = bool(run) and run[-1][0] == at - 1 and (item is None or item.indent > run[-1][1].indent)
        if nested:
            run[-1] = (at, _longer(run[-1][1], block))
            continue
        if item is None:
            continue
        if run and not _goes_on(text, run, at, item):
            yield run
            run = []
        run.append((at, item))
    yield run


def _item(text: str, block: Block) -> _Item | None:
    """A block as an entry; None for one that only goes on with the one before."""
    line_start = text.rfind("\n", 0, block.span.start) + 1
    indent = block.span.start - line_start
    words = block.span.of(text)
    if found := _NUMBER.match(words):
        kind = "1" if found["number"].isdigit() else "a"
        return _Item(kind, indent, Span(block.span.start + found.end(), block.span.end))
    if found := _BULLET.match(words):
        return _Item(found["mark"], indent, Span(block.span.start + found.end(), block.span.end))
    return None


def _longer(item: _Item, block: Block) -> _Item:
    return item._replace(span=Span(item.span.start, block.span.end))


def _goes_on(text: str, run: Sequence[tuple[int, _Item]], at: int, item: _Item) -> bool:
    """Whether an entry belongs to the list so far."""
    last_at, last = run[-1]
    if (item.mark, item.indent) != (last.mark, last.indent):
        return False
    return last_at == at - 1 or (item.mark == "1" and _number(text, item) == _number(text, last) + 1)


def _number(text: str, item: _Item) -> int:
    digits = re.findall(r"\d+", text[max(0, item.span.start - 8) : item.span.start])
    return int(digits[-1]) if digits else 0


def _list_of(
    text: str, passage: StoredPassage, blocks: Sequence[Block], run: Sequence[tuple[int, _Item]]
) -> AuthorList | None:
    if len(run) < LEAST:
        return None
    entries = tuple(_trimmed(text, item.span) for _, item in run)
    ordered = run[0][1].mark in ("1", "a")
    return AuthorList(passage, _lead(text, blocks[: run[0][0]]), entries, ordered)


def _of_lines(text: str, passage: StoredPassage, lines: Sequence[Span]) -> AuthorList | None:
    lead, *entries = (_trimmed(text, line) for line in lines)
    return AuthorList(passage, lead, tuple(entries), ordered=False) if len(entries) >= LEAST else None


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    return Span(span.start, span.start + len(words.rstrip()))


def _lead(text: str, above: Sequence[Block]) -> Span | None:
    """The line right above a list: the last sentence of a paragraph, a heading, an entry of another list."""
    if not above:
        return None
    block = above[-1]
    if block.kind is BlockKind.HEADING:
        return block.span
    if block.kind is BlockKind.LIST_ITEM:
        item = _item(text, block)
        return _trimmed(text, item.span) if item else None
    if block.kind is not BlockKind.PARAGRAPH:
        return None
    last = sentences(text, block.span)[-1]
    # "Present: Ann Lee, Ben Ros" leads to nothing.
    leads = last.end - last.start <= LONGEST_LEAD and not labelled_lines(last.of(text))
    return last if leads else None
