"""Coordinations: "A, B and C" split into its members."""

from __future__ import annotations

import re

from index.documents import Span
from qa.read.labelled_lines import labelled_lines

#: Between two members.
_BETWEEN = re.compile(
    r"\s*[,;]\s+(?:and|or|as\s+well\s+as|plus)\s+|\s*[,;]\s+|\s+(?:and|or|&|as\s+well\s+as|plus)\s+",
    re.IGNORECASE,
)
#: Bullets that lost their lines, behind a colon: "- bread - milk - eggs"; so many are a row.
_BULLET = re.compile(r"\s*(?<!\S)[-•*▪][ \t]+")
SEVERAL = 2
#: A comma within a date is none: "May 5, 2024".
_YEAR, _DAY = re.compile(r"\d{4}\b"), re.compile(r"\b\d{1,2}\Z")
#: Words before a member that are no part of it.
_LEADING = re.compile(r"(?:both|either|such\s+as|including|namely|for\s+example)[:,]?\s+", re.IGNORECASE)
#: A member of a row behind a colon is no clause.
MOST_WORDS, MOST_OF_BULLET = 6, 20
_MARKS = " \t\n,;:!?–—•▪"
_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»"}


def members(text: str, span: Span) -> list[Span]:
    """The members of a coordination that a span of `text` is; the span alone where it is none."""
    parts: list[Span] = []
    start = span.start
    for between in _separators(text, span):
        if not _is_in_date(text, between) and not _is_in_brackets(text[start : between.start()]):
            parts.append(Span(start, between.start()))
            start = between.end()
    parts.append(Span(start, span.end))
    return [one for part in parts if (one := _trimmed(text, part))] or [span]


def _separators(text: str, span: Span) -> list[re.Match[str]]:
    """The marks between members: bullets within the line where there are several, else commas and "and"."""
    bullets = [*_BULLET.finditer(text, span.start, span.end)]
    led = len(bullets) >= SEVERAL and text[span.start : bullets[0].start()].rstrip()[-1:] in ("", ":")
    return bullets if led else [*_BETWEEN.finditer(text, span.start, span.end)]


def _is_in_date(text: str, between: re.Match[str]) -> bool:
    found = _YEAR.match(text, between.end()) and _DAY.search(
        text[max(0, between.start() - 3) : between.start()]
    )
    return found is not None


def _is_in_brackets(words: str) -> bool:
    return any(words.count(opening) > words.count(closing) for opening, closing in _PAIRS.items())


def _trimmed(text: str, part: Span) -> Span | None:
    """A member without marks around it and words that introduce it; None for marks alone."""
    start, end = part
    while start < end and text[start] in _MARKS:
        start += 1
    if leading := _LEADING.match(text, start, end):
        start = leading.end()
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return Span(start, end) if any(map(str.isalnum, text[start:end])) else None


def row_after_colon(text: str, sentence: Span, span: Span) -> Span | None:
    """All that follows a colon in a sentence, where a span of it is found and it is a row of several.

    It ends before a line with a label of its own: "Present: Ann, Ben" before "Absent: Cleo".  What stands in
    brackets within it is none of its members.
    """
    colon = text.rfind(": ", sentence.start, span.start)
    if colon < 0 or _is_in_brackets(text[colon : span.start]):
        return None
    end = min([line.start for line in labelled_lines(text) if line.start >= span.end], default=sentence.end)
    end = min(end, sentence.end)
    while end > colon and (text[end - 1].isspace() or text[end - 1] in ".;"):
        end -= 1
    row = Span(colon + 2, end)
    several = members(text, row)
    most = MOST_OF_BULLET if _BULLET.match(text, row.start) else MOST_WORDS
    short = len(several) > 1 and all(len(one.of(text).split()) <= most for one in several)
    return row if short else None
