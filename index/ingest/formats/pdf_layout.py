"""Make paragraphs of the lines of a PDF by their places on the page.

Lines that repeat at the edge of pages are furniture and are dropped.  Lines that wrap one paragraph are
joined, over the end of a page too; a row of a table stays a line of its own.  Larger letters make a heading.
Coordinates are those of PDF: points from the bottom left corner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from index.ingest.formats import markdown_text
from index.places import Place, PlacedText, Places, PlaceStart, tidy

#: The share of a page's height, at its top and at its bottom, where furniture stands.
EDGE = 0.1
#: Pages that must share a line for it to be furniture, and their share of all pages.
REPEATED, REPEATED_SHARE = 3, 0.3
#: In heights of a line: a gap between words that makes columns, the distance of lines of one paragraph, and
#: that distance where the whole page has wide spacing.
COLUMN_GAP, LEADING, SPARSE = 1.5, 1.8, 3.0
#: Letters of one paragraph differ less in height.
SAME_HEIGHT = 0.12
#: How much larger than most text a heading is, its longest length, and the most of a document that it can be.
HEADING, HEADING_LENGTH, HEADING_SHARE = 1.18, 120, 0.15

_ENDS = frozenset(".!?:;。！？")
_ITEM = re.compile(r"(?:[•●▪■◦○·‣⁃∙–*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])$")
_BULLET = re.compile(r"[•●▪■◦○·‣⁃∙]\s*")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?P<word>page|seite|p\.)?\s*(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|of|von)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
#: PDFium's mark for a hyphen that divides a word at the end of a line, and hyphens.
_DIVIDED = re.compile(r"[\x02\ufffe\xad\u2010-]$")
_MARKS = str.maketrans({"\x02": "-", "\ufffe": "-"})


class Word(NamedTuple):
    """A word and its place, in points."""

    text: str
    left: float
    right: float
    bottom: float
    top: float


class Line:
    """The words of a line, in order, on a page of a height in points."""

    def __init__(self, words: Sequence[Word], page_height: float) -> None:
        self.words = words
        self.page_height = page_height
        self.left = words[0].left
        self.right = max(word.right for word in words)
        self.bottom = median(word.bottom for word in words)
        #: Of most of its letters: symbols of another font may be larger.
        self.height = max(median(word.top - word.bottom for word in words for _ in word.text), 0.1)

    @cached_property
    def text(self) -> str:
        """The words with single spaces; PDFium's mark of a dividing hyphen stays."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def is_row(self) -> bool:
        """Whether gaps divide the line into columns, as in a table."""
        gaps = [(b.left - a.right) / self.height for a, b in pairwise(self.words)]
        if max(gaps, default=0) <= COLUMN_GAP:
            return False
        # In a justified line of a narrow column all gaps are wide.
        justified = len(gaps) >= 3 and max(gaps) <= min(2 * COLUMN_GAP, 2 * median(gaps))
        return not justified or 2 * sum(map(str.isalpha, self.text)) < len(self.text)

    @property
    def at_edge(self) -> bool:
        """Whether the line is where page headers and page footers are."""
        return not EDGE * self.page_height < self.bottom < (1 - EDGE) * self.page_height


def markdown(pages: Sequence[Sequence[Line]]) -> PlacedText:
    """The text of a document and its pages, given as the lines of each page; empty without any."""
    kept = without_furniture(pages)
    words = Counter(word.text.lower() for page in kept for line in page for word in line.words)
    groups: list[list[Line]] = []
    for page in kept:
        found = list(_paragraphs(page))
        if groups and found and _goes_over(groups[-1], found[0]):
            groups[-1].extend(found.pop(0))
        groups.extend(found)
    sizes = _heading_sizes(groups)
    bodies = {id(line): body for page in kept for body in [_body_height(page)] for line in page}
    numbers = {id(line): number for number, page in enumerate(kept, 1) for line in page}
    blocks: list[PlacedText] = []
    for group in groups:
        parts = _parts(group, words)
        text = "".join(parts).rstrip()
        size = round(group[0].height)
        if size in sizes and size >= HEADING * bodies[id(group[0])] and _may_be_heading(group):
            # The largest letters are the title of the document, once.
            block = markdown_text.heading(text, 1 if size == max(sizes) and not blocks else 2)
        elif bullet := _BULLET.match(text):
            block = markdown_text.list_item(text[bullet.end() :])
        else:
            block = markdown_text.paragraph(text)
        blocks.append(PlacedText(block, _places(block, parts, [numbers[id(line)] for line in group])))
    return markdown_text.joined_with_places(blocks)


def _places(block: str, parts: Sequence[str], pages: Sequence[int]) -> Places:
    """The pages of a block that is made of these parts, which may have gained or lost a mark before them."""
    places, at = [PlaceStart(0, Place(page=pages[0]))], len(block) - sum(map(len, parts))
    for part, page in zip(parts, pages, strict=True):
        places.append(PlaceStart(min(max(at, 0), len(block)), Place(page=page)))
        at += len(part)
    return tidy(places)


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without lines that repeat at their edges, whatever their digits, and without page numbers."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_DIGITS.sub("#", line.text) for line in page if line.at_edge})
    least = max(REPEATED, REPEATED_SHARE * len(pages))
    return [
        [line for line in page if not (line.at_edge and _is_furniture(line, seen, least))] for page in pages
    ]


def _is_furniture(line: Line, seen: Counter[str], least: float) -> bool:
    pattern = _DIGITS.sub("#", line.text)
    if number := _PAGE_NUMBER.fullmatch(line.text):
        return bool(number["word"]) or seen[pattern] >= 2
    # Years above the columns of a table repeat, too.
    return seen[pattern] >= least and any(map(str.isalpha, pattern))


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
    same = abs(line.height - after.height) <= SAME_HEIGHT * height
    beside = after.left > line.right or after.right < line.left
    return close and same and not beside and not line.is_row and not after.is_row


def _wraps(line: Line, after: Line, right: float) -> bool:
    """Whether `after` continues the sentence or paragraph of `line`, in a run as wide as `right`."""
    first = after.words[0]
    if _ITEM.match(first.text) and len(after.words) > 1:
        return False
    full = line.right + (first.right - first.left) + 0.3 * line.height > right
    ended = line.text[-1] in _ENDS
    indented = after.left > line.left + line.height and not _ITEM.match(line.words[0].text)
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


def _heading_sizes(groups: Sequence[Sequence[Line]]) -> set[int]:
    """The heights of letters, in whole points, that make headings; empty if too much text has them."""
    lines = list(chain.from_iterable(groups))
    lengths, body = _lengths(lines), _body_height(lines)
    sizes = {size for size in lengths if size >= HEADING * body}
    enough = sum(lengths[size] for size in sizes) <= HEADING_SHARE * lengths.total()
    return sizes if enough else set()


def _may_be_heading(group: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in group)
    letters = sum(map(str.isalpha, text))
    # The letters of a line from bottom to top are as high as they are wide.
    sideways = any(4 * (line.right - line.left) < line.height * len(line.text) for line in group)
    if sideways:
        return False
    return len(text) <= HEADING_LENGTH and letters >= 3 and 2 * letters >= len(text) and not group[0].is_row
