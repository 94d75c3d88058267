"""Where an answer begins and ends: with a word, and no word or number is cut."""

from __future__ import annotations

import re

from index.documents import Span

#: What is never cut: words and numbers with their inner marks (U.S., don't, 1,000.5); a hyphen parts words.
_UNCUT = re.compile(r"[$€£¥]?\d+(?:[.,:/]\d+)*%?|(?:[^\W\d_]\.){2,}|\w+(?:['’]\w+)*")
#: A bracket or quote stands at the edge of an answer only if the other of its pair is in it too.
_PAIRS = {"(": ")", "[": "]", "“": "”", "‘": "’", "«": "»", '"': '"', "'": "'"}
#: Where a paragraph, an entry of a list or a row ends.
_BREAK = re.compile(r"\n\s*(?:\n|[-*+•]\s|\d{1,3}[.)]\s|\|)")
#: Characters looked at before and behind a span.
_NEAR = 40
_PUNCTUATION = " \t\n\u00a0,;:.!?…-–—*/\\|"


def snap_to_words(text: str, span: Span) -> Span | None:
    """Widen a span to whole words and trim punctuation at its ends; None where no answer is left.

    It ends with its paragraph, entry of a list, or row.
    """
    start, end = _within_block(text, span)
    for match in _UNCUT.finditer(text, max(0, start - _NEAR), min(len(text), end + _NEAR)):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = match.end()
    while start < end and (_is_wrapped(text, start, end) or _trims(text, start, end, text[start])):
        end -= _is_wrapped(text, start, end)
        start += 1
    while start < end and not _is_dotted(text, start, end) and _trims(text, start, end, text[end - 1]):
        end -= 1
    start -= _has_opening_before(text, start, end)
    end += _has_closing_behind(text, start, end)
    return Span(start, end) if start < end else None


def _within_block(text: str, span: Span) -> Span:
    words = span.of(text)
    first = span.start + len(words) - len(words.lstrip())
    break_ = _BREAK.search(text, first, span.end)
    return Span(span.start, break_.start()) if break_ else span


def _has_opening_before(text: str, start: int, end: int) -> bool:
    """Whether the mark right before the span opens what is closed in it: small-scale" fighting."""
    opening, inside = text[max(start - 1, 0) : start], text[start:end]
    closing = _PAIRS.get(opening, "")
    if opening == closing:
        return inside.count(opening) % 2 == 1 if opening else False
    return bool(closing) and inside.count(closing) > inside.count(opening)


def _has_closing_behind(text: str, start: int, end: int) -> bool:
    """Whether the mark right behind the span closes what is opened in it: Tom (the "Captain"."""
    closing, inside = text[end : end + 1], text[start:end]
    opening = next((one for one, other in _PAIRS.items() if closing == other), "")
    if opening == closing:
        return inside.count(closing) % 2 == 1 if closing else False
    return bool(opening) and inside.count(opening) > inside.count(closing)


def _is_wrapped(text: str, start: int, end: int) -> bool:
    """Whether a pair of brackets or quotes stands around all of it."""
    closing = _PAIRS.get(text[start])
    inside = text[start + 1 : end - 1]
    return (
        end - start > 1
        and text[end - 1] == closing
        and not any(mark in inside for mark in (text[start], closing))
    )


def _trims(text: str, start: int, end: int, mark: str) -> bool:
    """Whether the mark at an end is to go: punctuation, or half of a pair of brackets or quotes."""
    if mark in _PUNCTUATION or mark.isspace():
        return True
    inside = text[start:end]
    for opening, closing in _PAIRS.items():
        if mark in (opening, closing):
            if opening == closing:
                return inside.count(mark) % 2 == 1
            return inside.count(opening) != inside.count(closing)
    return False


def _is_dotted(text: str, start: int, end: int) -> bool:
    """Whether the last full stop belongs to an abbreviation such as U.S."""
    last = text[max(start, end - _NEAR) : end]
    return last.endswith(".") and re.search(r"(?:^|\W)(?:[^\W\d_]\.){2,}\Z", last) is not None
