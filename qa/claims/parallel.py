"""Two speakers of one sentence: "The surveyor put the repair at 48,000, the builder at 61,000".

Each clause begins with its speaker.  The verb of the first one tells that its subject gives a value, whatever
noun that is; a further clause has such a verb too, or a number right behind somebody who can speak.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.documents import Span
from index.language.calendar import MONTH_NAMES, WEEKDAY_NAMES
from qa.claims.speakers import subject_before
from qa.language.reporting import ESTIMATES, EXPECTS, GIVES, SAYS, SAYS_AFTER, SPEAKER
from qa.language.word_classes import NOT_IN_NAMES

_VERB = rf"(?:{GIVES}|{SAYS}|{ESTIMATES}|{EXPECTS})(?!\w|\s+by\b)"
_BETWEEN = (
    r"(?:(?:[;:,]\s+|(?<=\s)(?=while|whereas|but|and)\b)(?:(?:but|and|while|whereas|though|although)\s+)?)"
    r"(?:however,?\s+)?"
)
_WORD = rf"(?!(?i:{NOT_IN_NAMES}|the|an?)\b(?!\.))[^\W\d][\w.&'’-]*"
_PHRASE = (
    r"(?P<who>(?:(?i:the|an?|its|our|his|her|their|my|one)\s+)?"
    rf"{_WORD}(?:\s+(?:(?:by|of|for|from|at)\s+)?(?:(?:the|our|&)\s+)?{_WORD}){{0,6}}?)"
)
_APPOSED = r"(?:,[^,;:\d]{1,80},)?(?:\s+(?:also|now|only|still|had|has|have|\w+ly))*\s+"
_FULL = re.compile(
    rf"(?P<first>\A\s*(?:[^:;.,\d]{{1,40}}:\s+)?|{_BETWEEN})(?:(?:{_PHRASE}{_APPOSED}(?P<verb>{_VERB}))"
    rf"|[Aa]ccording\s+to\s+{_PHRASE.replace('<who>', '<source>')}(?=,|\s+(?:the|an?|it|there|they)\b|\s+\d))"
)
_BEFORE = "at|of|on|for|in|to|with|as|only|about|around|nearly|almost|over|under|just|some|by"
_AMOUNT = rf"(?:[$€£]?\d|(?:{MONTH_NAMES}|{WEEKDAY_NAMES})\b)"
_SHORT = re.compile(rf"{_BETWEEN}{_PHRASE}\s+(?:(?:{_BEFORE})\s+){{0,3}}(?={_AMOUNT})")
_NAMED = _PHRASE.replace("<who>", "<named>")
_TAIL = re.compile(
    rf"(?:(?:,?\s+according\s+to|,\s+{SAYS_AFTER})\s+{_PHRASE}|,\s+{_NAMED}\s+{_VERB})(?=[.;,]|\s*\Z)"
)
#: Nouns of people and bodies are those that are known as such, names, and others by their endings.
_ENDINGS = r"(?<!oo)[eo]r|ist|ian|ant|(?<![mrvc])ent|man|woman|men|ee"
_CAN_SPEAK = re.compile(rf"[a-z]+(?:{_ENDINGS})s?|[^\W\d_a-z].*")


class _Speaker(NamedTuple):
    """Who speaks from an offset on."""

    since: int
    who: Span


def parallel_speaker(text: str, sentence: Span, span: Span) -> Span | None:
    """Who gives a value that stands in one of two such clauses; None where the sentence has no two.

    Args:
        span: The value, within `sentence`.
    """
    words, at = sentence.of(text), span.start - sentence.start
    speakers = [*_speakers(words)]
    if not 1 < len(speakers) == len({one.who.of(words).lower() for one in speakers}):
        return None
    found = [one.who.moved(sentence.start) for one in speakers if one.since <= at]
    return found[-1] if found else None


def _speakers(words: str) -> Iterator[_Speaker]:
    """Who speaks in the clauses of a sentence, in order; the first one has a verb."""
    at = 0
    if tail := _tail(words):
        yield _Speaker(0, Span(*tail.span("who" if tail["who"] else "named")))
        at = tail.end()
    while found := _next(words, at):
        at = found.end()
        who = Span(*found.span("who" if found["who"] else "source"))
        if found.groupdict().get("verb"):
            who = subject_before(words, found.end("first"), found.start("verb")) or who
        yield _Speaker(who.end, who)


def _tail(words: str) -> re.Match[str] | None:
    """Who is named behind what the first clause says, where a further clause has a verb."""
    later = None if _FULL.match(words) else _FULL.search(words, 1)
    return _TAIL.search(words, 0, later.start() + 1) if later else None


def _next(words: str, at: int) -> re.Match[str] | None:
    full = _FULL.search(words, at) if at else _FULL.match(words)
    short = _SHORT.search(words, at) if at else None
    while short and not _can_speak(short["who"]):
        short = _SHORT.search(words, short.end("who"))
    found = [one for one in (full, short) if one]
    return min(found, key=lambda one: one.start(), default=None)


def _can_speak(who: str) -> bool:
    head = re.split(r"\s+(?:of|for|at|from|by)\s+", who)[0].split()[-1]
    return bool(SPEAKER.fullmatch(head.lower()) or _CAN_SPEAK.fullmatch(head))
