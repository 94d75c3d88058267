"""The time that a question asks for: the latest of several, or what is of one date.

"What was the latest team meeting about?" and "What was the team meeting on 12 October 2026 about?" ask "What
was the team meeting about?" of one document among several.  The words of time often stand in none of them: it
is the date of the document that tells.
"""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import NamedTuple

from index.documents import Span
from index.language.calendar import TIME_UNITS
from index.language.function_words import FUNCTION_WORDS
from index.language.written_dates import CalendarDate, WrittenDate, written_dates

_LATEST = re.compile(
    r"\b(?:the|our|my|your|their|its|his|her|this|\w+['’]s)\s+(?P<word>latest|newest|(?:very\s+)?most\s+recent|last)\s+"
    rf"(?=\w)(?!(?:(?:[\w-]+\s+)?{TIME_UNITS}|names?|resort|word|will)\b)",
    re.IGNORECASE,
)
#: "When is the next meeting?" is told by the minutes of the latest one; the word is asked of them too.
_NEXT = re.compile(
    r"\b(?:when|where|what\s+(?:date|day|time))\b.*?\b(?:the|our|my|your|their)\s+(?P<word>)next\s+"
    rf"(?=\w)(?!{TIME_UNITS}\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+(?:['’]\w+)?")
#: Words that tell what the latest is asked of: "team meeting"; more may tell what is asked about it.
MOST_SUBJECT = 2
#: What stands between a date and the words that it belongs to.
_BEFORE = re.compile(
    r"[\s,(]*(?:\b(?:on|of|from|in|for|at|during|dated)\s+)?(?:\bthe\s+)?(?:\b\w+day,?\s+)?\Z", re.IGNORECASE
)
_THE = re.compile(r"\bthe\s+\Z", re.IGNORECASE)
_COMMA, _BRACKET = re.compile(r"\s*,"), re.compile(r"\s*\)")


class AskedDate(NamedTuple):
    """A date in a question.

    Args:
        readings: The dates that it may be.
        words: Where its words are, with "the" before them.
        phrase: The same with the preposition before it.
    """

    readings: tuple[CalendarDate, ...]
    words: Span
    phrase: Span

    def fits(self, written: WrittenDate) -> bool:
        """Whether a date in a text may be this one."""
        return any(map(written.fits, self.readings))


class AskedLatest(NamedTuple):
    """The words by which a question asks for the latest of several.

    Args:
        words: Where they are, with the space behind them.
        subject: The first words of what it asks the latest of.
    """

    words: Span
    subject: tuple[str, ...]

    @property
    def is_next(self) -> bool:
        """Whether it asks what comes next, of which the latest tells."""
        return self.words.start == self.words.end


def asked_date(question: str) -> AskedDate | None:
    """The only date in a question; None where there are none, several, or a range."""
    found = written_dates(question)
    if len(found) != 1 or found[0].last is not None:
        return None
    (written,) = found
    before = _BEFORE.search(question, 0, written.start)
    start = before.start() if before else written.start
    closing = (
        _BRACKET
        if "(" in question[start : written.start]
        else _COMMA
        if not question[:start].strip()
        else None
    )
    after = closing.match(question, written.end) if closing else None
    end = after.end() if after else written.end
    article = _THE.search(question, 0, written.start)
    words = Span(article.start() if article else written.start, written.end)
    return AskedDate(written.readings, words, Span(start, end))


def asked_latest(question: str) -> AskedLatest | None:
    """What a question asks the latest of; None where it does not ask so.

    What comes next is asked of the latest, too; then `words` are none.
    """
    found = _LATEST.search(question) or _NEXT.search(question)
    if found is None:
        return None
    subject = tuple(islice(takewhile(_is_content, _WORD.findall(question, found.end())), MOST_SUBJECT))
    return AskedLatest(Span(found.start("word"), _end(found)), subject) if subject else None


def _end(found: re.Match[str]) -> int:
    return found.end() if found["word"] else found.start("word")


def _is_content(word: str) -> bool:
    return word.lower() not in FUNCTION_WORDS


def spelled_out(question: str) -> str:
    """A question whose date in figures is in words, where it has one reading."""
    for written in reversed(written_dates(question)):
        words = question[written.start : written.end]
        if len(written.readings) == 1 and written.last is None and not any(map(str.isalpha, words)):
            question = f"{question[: written.start]}{written.readings[0].spelled()}{question[written.end :]}"
    return question


def without_latest(question: str) -> str:
    """A question without the word for the latest of several."""
    latest = asked_latest(question)
    return without(question, latest.words) if latest else question


def without(question: str, span: Span) -> str:
    """A question without the words at a span."""
    rest = f"{question[: span.start]} {question[span.end :]}"
    rest = re.sub(r"\s+(?=[?.,!])", "", " ".join(rest.split()))
    return rest[:1].upper() + rest[1:] if question[:1].isupper() else rest
