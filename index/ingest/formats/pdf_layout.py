"""Make paragraphs of the lines of a PDF by their places on the page.

Furniture is dropped, and tables are made first.  Lines that wrap one paragraph are joined, over the end of a
page too.  Larger or bold letters make a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from statistics import median

from index.ingest.formats import markdown_text
from index.ingest.formats.pdf_furniture import without_furniture
from index.ingest.formats.pdf_lines import ITEM, Line
from index.ingest.formats.pdf_tables import Row, Table, divided, rows_joined
from index.places import Place, PlacedText, Places, PlaceStart, tidy

#: In heights of a line: the distance of lines of one paragraph, and that distance where the whole page has
#: wide spacing.
LEADING, SPARSE = 1.8, 3.0
#: Letters of one paragraph differ less in height.
SAME_HEIGHT = 0.12
#: How much larger than most text a heading is, its longest length, and the most of a document that it can be.
HEADING, HEADING_LENGTH, HEADING_SHARE = 1.18, 120, 0.15

_ENDS = frozenset(".!?:;。！？")
_BULLET = re.compile(r"[•●▪■◦○·‣⁃∙]\s*")
#: PDFium's mark for a hyphen that divides a word at the end of a line, and hyphens.
_DIVIDED = re.compile(r"[\x02\ufffe\xad\u2010-]$")
_MARKS = str.maketrans({"\x02": "-", "\ufffe": "-"})


def markdown(pages: Sequence[Sequence[Line]]) -> PlacedText:
    """The text of a document and its pages, given as the lines of each page; empty without any."""
    kept = [rows_joined(page) for page in without_furniture(pages)]
    words = Counter(word.text.lower() for page in kept for line in page for word in line.words)
    groups = _groups(kept)
    headings = _Headings(kept, [group for group in groups if not isinstance(group, Table)])
    numbers = {id(line): number for number, page in enumerate(kept, 1) for line in page}
    blocks: list[PlacedText] = []
    for group in groups:
        if isinstance(group, Table):
            blocks.append(
                markdown_text.placed_table(
                    [
                        (_cells(row), Place(page=numbers[id(row.line)]))
                        for row in [group.header, *group.rows]
                        if row
                    ]
                )
            )
            continue
        parts = _parts(group, words)
        text = "".join(parts).rstrip()
        if level := headings.level(group):
            block = markdown_text.heading(text, level)
        elif bullet := _BULLET.match(text):
            block = markdown_text.list_item(text[bullet.end() :])
        else:
            block = markdown_text.paragraph(text)
        blocks.append(PlacedText(block, _places(block, parts, [numbers[id(line)] for line in group])))
    return markdown_text.joined_with_places(blocks)


def _groups(pages: Sequence[Sequence[Line]]) -> list[list[Line] | Table]:
    """Tables, and the lines of each paragraph; both may go over the end of a page."""
    groups: list[list[Line] | Table] = []
    for page in pages:
        first = True
        for part in divided(page):
            before = groups[-1] if groups and first else None
            if isinstance(part, Table):
                groups.extend(_table_or_lines(part, before))
            else:
                found = list(_paragraphs(part))
                if isinstance(before, list) and _goes_over(before, found[0]):
                    before.extend(found.pop(0))
                groups.extend(found)
            first = False
    return groups


def _table_or_lines(table: Table, before: list[Line] | Table | None) -> Iterator[list[Line] | Table]:
    """A table; one without a header is added to a table that it continues, or stays lines."""
    if table.header:
        yield table
    elif isinstance(before, Table) and before.width == table.width:
        before.rows.extend(table.rows)
    else:
        yield from _paragraphs(table.lines)


def _cells(row: Row) -> list[str]:
    return [cell.translate(_MARKS) for cell in row.cells]


def _places(block: str, parts: Sequence[str], pages: Sequence[int]) -> Places:
    """The pages of a block that is made of these parts, which may have gained or lost a mark before them."""
    places, at = [PlaceStart(0, Place(page=pages[0]))], len(block) - sum(map(len, parts))
    for part, page in zip(parts, pages, strict=True):
        places.append(PlaceStart(min(max(at, 0), len(block)), Place(page=page)))
        at += len(part)
    return tidy(places)


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that belong to one paragraph each."""
    for run in _runs(lines):
        right = max(line.right for line in run)
        paragraph = [run[0]]
        for line, after in pairwise(run):
            if _wraps(line, after, right):
                paragraph.append(after)
            else:
                yield paragraph
                paragraph = [after]
        yield paragraph


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of one size, each closely below the one before."""
    # Drafts and court papers have double spacing.
    steps = [step for a, b in pairwise(lines) if 0 < (step := a.bottom - b.bottom) <= SPARSE * a.height]
    leading = 1.25 * median(steps) if steps else 0.0
    run: list[Line] = []
    for line in lines:
        if run and not _is_below(run[-1], line, leading):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_below(line: Line, after: Line, leading: float) -> bool:
    height = max(line.height, after.height)
    close = 0.3 * height < line.bottom - after.bottom <= max(LEADING * height, min(leading, SPARSE * height))
    same = abs(line.height - after.height) <= SAME_HEIGHT * height and line.bold == after.bold
    beside = after.left > line.right or after.right < line.left
    return close and same and not beside and not line.is_row and not after.is_row


def _wraps(line: Line, after: Line, right: float) -> bool:
    """Whether `after` continues the sentence or paragraph of `line`, in a run as wide as `right`."""
    first = after.words[0]
    if ITEM.match(first.text) and len(after.words) > 1:
        return False
    full = line.right + (first.right - first.left) + 0.3 * line.height > right
    ended = line.text[-1] in _ENDS
    indented = after.left > line.left + line.height and not ITEM.match(line.words[0].text)
    if ended and indented:
        return False
    return full or (not ended and first.text[0].islower())


def _goes_over(before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Whether a paragraph goes on at the top of the next page."""
    line, first = before[-1], after[0]
    return (
        not line.is_row
        and not first.is_row
        and line.text[-1] not in _ENDS
        and first.text[0].islower()
        and len(line.words) > 3
        and abs(line.height - first.height) <= SAME_HEIGHT * line.height
    )


def _parts(lines: Sequence[Line], words: Counter[str]) -> list[str]:
    """What each line adds to the text of its paragraph, with the space behind it."""
    parts: list[str] = []
    for line, after in pairwise(lines):
        text = line.text
        divided = _DIVIDED.search(text) and after.text[0].isalpha() and text[-2:-1].isalpha()
        if not divided:
            parts.append(f"{text} ")
        else:
            parts.append(text[:-1] + ("" if _is_one_word(text, after.text, words) else "-"))
    # In one line, as it will be in Markdown, so that lengths stay.
    made = [(markdown_text.line(part.translate(_MARKS)), part) for part in [*parts, lines[-1].text]]
    return [f"{words} " if words and part.endswith(" ") else words for words, part in made]


def _is_one_word(text: str, after: str, words: Counter[str]) -> bool:
    """Whether a hyphen at the end of a line divides a word, and is not part of it.

    The document itself tells: it has the word elsewhere with a hyphen or without.
    """
    head, tail = text[:-1].split(" ")[-1].lower(), after.split(" ")[0].lower()
    whole, hyphenated = head + tail, f"{head}-{tail}"
    if words[whole] != words[hyphenated]:
        return words[whole] > words[hyphenated]
    # Two words of the document make a compound ("short-term"); the part of a word is none.
    compound = words[head] > 0 and words[tail] > 1
    return after[0].islower() and "-" not in head and not compound


def _body_height(lines: Iterable[Line]) -> int:
    """The height of most letters, in whole points; 0 without any."""
    lengths = _lengths(lines)
    return max(lengths, key=lambda height: lengths[height], default=0)


def _lengths(lines: Iterable[Line]) -> Counter[int]:
    lengths: Counter[int] = Counter()
    for line in lines:
        lengths[round(line.height)] += len(line.text)
    return lengths


class _Headings:
    """Tells headings by larger or bold letters, unless too much of the text has them.

    Args:
        pages: The lines of each page.
        groups: The lines of each paragraph: those of tables are in none.
    """

    def __init__(self, pages: Sequence[Sequence[Line]], groups: Sequence[Sequence[Line]]) -> None:
        lines = list(chain.from_iterable(groups))
        text = {id(line) for line in lines}
        most = _body_height(lines)
        self._bodies: dict[int, int] = {}
        for page in pages:
            # An appendix may have larger letters than the rest; smaller ones are tables and notes.
            body = max(most, _body_height([line for line in page if id(line) in text] or page))
            self._bodies |= {id(line): body for line in page}
        total = sum(len(line.text) for line in lines)
        larger, bold = (
            sum(len(line.text) for line in lines if marked(line)) <= HEADING_SHARE * total
            for marked in (self._is_larger, lambda line: line.bold)
        )
        self._larger, self._bold = larger, bold
        self._title = _title_size(pages[0] if pages else [], groups) if larger else 0

    def level(self, group: Sequence[Line]) -> int:
        """The level of a heading, 0 for other paragraphs."""
        if not _may_be_heading(group):
            return 0
        if self._larger and self._is_larger(group[0]):
            # The largest letters are the title, once.
            is_title = round(group[0].height) == self._title
            self._title = 0 if is_title else self._title
            return 1 if is_title else 2
        text = group[0].text[0] + group[-1].text[-1]
        # A unit stands in brackets.
        name = text[1] not in ".;," and text != "()"
        return 3 if self._bold and name and all(line.bold for line in group) else 0

    def _is_larger(self, line: Line) -> bool:
        return round(line.height) >= HEADING * self._bodies[id(line)]


def _title_size(page: Sequence[Line], groups: Sequence[Sequence[Line]]) -> int:
    """The largest letters of the first page, in whole points; 0 if several paragraphs have them."""
    here = {id(line) for line in page}
    sizes = [round(group[0].height) for group in groups if id(group[0]) in here]
    largest = max(sizes, default=0)
    return largest if sizes.count(largest) == 1 else 0


def _may_be_heading(group: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in group)
    letters = sum(map(str.isalpha, text))
    # The letters of a line from bottom to top are as high as they are wide.
    sideways = any(4 * (line.right - line.left) < line.height * len(line.text) for line in group)
    if sideways:
        return False
    return len(text) <= HEADING_LENGTH and letters >= 3 and 2 * letters >= len(text) and not group[0].is_row
