"""Page furniture: headers, footers page numbers, which belong to no sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.ingest.formats.pdf_lines import Line

#: Pages that must share a line for it to be furniture, and their share of all pages.
REPEATED, REPEATED_SHARE = 3, 0.3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?P<word>page|seite|p\.)?\s*(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|of|von)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,4}")


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without lines that repeat at their edges, whatever their digits, and without page numbers."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_DIGITS.sub("#", line.text) for line in page if line.at_edge})
    least = max(REPEATED, REPEATED_SHARE * len(pages))
    numbers = _counting(pages)
    return [
        [
            line
            for line in page
            if id(line) not in numbers and not (line.at_edge and _is_furniture(line, seen, least))
        ]
        for page in pages
    ]


def _counting(pages: Sequence[Sequence[Line]]) -> set[int]:
    """Lowest or highest lines that count the pages, wherever on the page they stand."""
    ends: list[tuple[int, Line]] = []
    for number, page in enumerate(pages):
        if page:
            lowest, highest = (
                min(page, key=lambda line: line.bottom),
                max(page, key=lambda line: line.bottom),
            )
            ends += [
                (int(line.text) - number, line) for line in (lowest, highest) if _NUMBER.fullmatch(line.text)
            ]
    ahead = Counter(by for by, _ in ends)
    return {id(line) for by, line in ends if ahead[by] >= max(REPEATED, REPEATED_SHARE * len(pages))}


def _is_furniture(line: Line, seen: Counter[str], least: float) -> bool:
    pattern = _DIGITS.sub("#", line.text)
    if number := _PAGE_NUMBER.fullmatch(line.text):
        return bool(number["word"]) or seen[pattern] >= 2
    # Years above the columns of a table repeat, too.
    return seen[pattern] >= least and any(map(str.isalpha, pattern))
