"""Coreference: a pronoun or a surname stands for the nearest fuller name before it in the passage."""

from __future__ import annotations

import re

from index.documents import Span
from qa.claims.speakers import subject_before
from qa.language.names import NO_PERSON, OFFICES, TITLES
from qa.language.reporting import VERB

_PART = r"(?:(?:[A-Z]\.){2,}|[^\W\d_a-z][\w’'-]*\.?)"
_PERSON = re.compile(rf"(?<![\w’'-]){_PART}(?:[^\S\n]+(?:{_PART}|de|van|von|der|al|bin)){{0,4}}")
_SUBJECT_GOES_ON = re.compile(rf"(?:,[^,.;]*,)?\s+(?:\w+ed|is|was|has|had|{VERB})\b")
_VERB = re.compile(rf"\b{VERB}\b")
_TITLE_BEFORE = re.compile(
    rf"(?P<title>(?:the\s+)?[A-Z][\w’'.-]*(?:\s+[\w’'-]+){{0,6}}?\s+(?i:{OFFICES})),\s+\Z"
)
_SENTENCE_END = re.compile(r"[.!?][\"”)]?\s+(?=[A-Z\"“])|\n\s*\n|\n(?=[A-Z\"“])")


def resolve(text: str, span: Span, since: int = 0) -> Span | None:
    """The fuller name that `span` stands for; `span` itself if there is none, None for a pronoun without one.

    Args:
        since: A pronoun means nobody named before this offset.
    """
    words = span.of(text)
    low = words.lower()
    if low in ("he", "she"):
        return _last_person(text, since, span.start)
    if low in ("it", "they"):
        return _last_body(text, since, span.start)
    parts = [part for part in words.split() if part.lower().rstrip(".") not in TITLES]
    if len(parts) == 1 and parts[0][0].isupper():
        return _full_name(text, span.start, parts[0]) or span
    return span


def _full_name(text: str, before: int, surname: str) -> Span | None:
    """The nearest earlier name of several words that ends in `surname`, with the title before it."""
    surname = re.sub(r"['’]s?\Z", "", surname)
    full = None
    for match in re.finditer(
        rf"(?<![\w.])(?:{_PART}[^\S\n]+){{1,4}}{re.escape(surname)}(?!\w)", text[:before]
    ):
        start, parts = match.start(), match.group().split()
        while len(parts) > 1 and _is_no_person(parts[0]):
            start = text.index(parts[1], start + len(parts[0]))
            del parts[0]
        if len(parts) > 1:
            full = _titled(text, Span(start, match.end()))
    return full


def _titled(text: str, name: Span) -> Span:
    """With an office in apposition before it: "Norway's prime minister, Anna Lie"."""
    title = _TITLE_BEFORE.search(text[max(0, name.start - 120) : name.start])
    return Span(name.start - len(title.group()), name.end) if title else name


def _last_person(text: str, since: int, before: int) -> Span | None:
    """The last full name before the offset `before` that is a sentence's subject."""
    for match in reversed([*_PERSON.finditer(text, since, before)]):
        span = Span(match.start(), match.end())
        parts = match.group().split()
        if any(map(_is_no_person, parts)) or not _SUBJECT_GOES_ON.match(text, span.end):
            continue
        if len(parts) > 1:
            return _titled(text, span)
        if full := _full_name(text, span.start, parts[0]):
            return full
    return None


def _is_no_person(word: str) -> bool:
    return word.lower().rstrip(".") in NO_PERSON


def _last_body(text: str, since: int, before: int) -> Span | None:
    """The last subject of a verb of saying, before the offset `before`, whose name is not a person's."""
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text, 0, before))]
    for verb in reversed([*_VERB.finditer(text, since, before)]):
        start = max(at for at in starts if at <= verb.start())
        subject = subject_before(text, start, verb.start())
        if subject and subject.of(text).lower() not in ("he", "she", "it", "they"):
            # "Red Lion Inns said it filed": "it" shows that this is no person.
            is_body = re.match(r"(?:\W+\w+){0,5}?\W+its?\b", text[verb.end() : before]) is not None
            return subject if is_body or not _is_person(subject.of(text)) else None
    return None


def _is_person(words: str) -> bool:
    """Whether the words could be a person's name."""
    parts = words.split()
    return len(parts) > 1 and all(part[0].isupper() for part in parts) and not any(map(_is_no_person, parts))
