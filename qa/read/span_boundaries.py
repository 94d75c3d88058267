"""Clean edges: an answer begins and ends with a word, and no word or number is cut."""

from __future__ import annotations

import re

from index.documents import Span

#: Runs that are never cut: words with inner marks (U.S., don't, 1,000.5, state-of-the-art is four of them).
UNCUT = re.compile(r"[$€£¥]?\d+(?:[.,:/]\d+)*%?|(?:[^\W\d_]\.){2,}|\w+(?:['’]\w+)*")
#: Marks that may stand at an answer's end or beginning only with their partner.
PARTNERS = {"(": ")", "[": "]", "“": "”", "‘": "’", "«": "»", '"': '"', "'": "'"}
LONGEST_DOTTED = 40
#: Whom a figure's verb is about: "it cost me €45", "it took us 3 hours".
_OBJECT = re.compile(r"(?:me|us|you|him|her|them|it)\s+(?=[$€£¥]?\d)", re.IGNORECASE)
#: A word that only asks answers nothing.
_ASKING = frozenset(("who", "whom", "whose", "what", "which", "when", "where", "why", "how"))
EDGES = " \t\n\u00a0,;:.!?…-–—*/\\|"


def clean(text: str, span: Span) -> Span | None:
    """Widen a span to whole words, trim what is no word at its edges; None where no answer is left."""
    start, end = span
    for match in UNCUT.finditer(text, max(0, start - 40), min(len(text), end + 40)):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = match.end()
    while start < end and (_is_wrapped(text, start, end) or _trims(text, start, end, text[start])):
        end -= _is_wrapped(text, start, end)
        start += 1
    if whom := _OBJECT.match(text, start, end):
        start = whom.end()
    while start < end and not _is_dotted(text, start, end) and _trims(text, start, end, text[end - 1]):
        end -= 1
    start -= _lacks_opening(text, start, end)
    end += _lacks_closing(text, start, end)
    return Span(start, end) if start < end and text[start:end].lower() not in _ASKING else None


def _lacks_opening(text: str, start: int, end: int) -> bool:
    """Whether what stands right before it opens what is closed in it: small-scale" fighting."""
    opening, inside = text[max(start - 1, 0) : start], text[start:end]
    closing = PARTNERS.get(opening, "")
    if opening == closing:
        return inside.count(opening) % 2 == 1 if opening else False
    return bool(closing) and inside.count(closing) > inside.count(opening)


def _lacks_closing(text: str, start: int, end: int) -> bool:
    """Whether what stands right after it closes what is opened in it: Kim (the "Marshal"."""
    closing, inside = text[end : end + 1], text[start:end]
    opening = next((one for one, other in PARTNERS.items() if closing == other), "")
    if opening == closing:
        return inside.count(closing) % 2 == 1 if closing else False
    return bool(opening) and inside.count(opening) > inside.count(closing)


def _is_wrapped(text: str, start: int, end: int) -> bool:
    """Whether a pair of brackets or quotes stands around all of it."""
    closing = PARTNERS.get(text[start])
    inside = text[start + 1 : end - 1]
    return (
        end - start > 1
        and text[end - 1] == closing
        and not any(mark in inside for mark in (text[start], closing))
    )


def _trims(text: str, start: int, end: int, mark: str) -> bool:
    """Whether an edge mark goes: punctuation, or a bracket or quote whose partner is not inside."""
    if mark in EDGES or mark.isspace():
        return True
    inside = text[start:end]
    for opening, closing in PARTNERS.items():
        if mark in (opening, closing):
            if opening == closing:
                return inside.count(mark) % 2 == 1
            return inside.count(opening) != inside.count(closing)
    return False


def _is_dotted(text: str, start: int, end: int) -> bool:
    """Whether the last full stop belongs to an abbreviation such as U.S."""
    last = text[max(start, end - LONGEST_DOTTED) : end]
    return last.endswith(".") and re.search(r"(?:^|\W)(?:[^\W\d_]\.){2,}\Z", last) is not None
