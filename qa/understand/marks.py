"""Marks by which a question tells its subject from siblings: a year, a code, "Luma 50", "part-time".

Documents at work are full of siblings: two years, two part numbers, two products, two conditions.  A mark has
a kind, which is the same in all of its siblings, so that it is known what else stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.language.calendar import MONTH_FORMS, WEEKDAYS
from index.language.function_words import FUNCTION_WORDS
from qa.language.word_classes import DETERMINERS

_MEASURED = (
    r"percent|per|million|billion|thousand|euros?|dollars?|pounds?"
    r"|hours?|minutes?|days?|weeks?|months?|years?"
)
_YEAR = r"(?<![\w.,/])(?P<year>(?:1[5-9]|20)\d\d)(?![\w%]|[.,/]\d|['’]s)"
_CODE = (
    r"(?<![\w./-])(?P<code>(?=[\w./-]*[A-Za-z])(?=[\w./-]*\d)[A-Za-z]+[-./]?\d[\w]*(?:[-./]\w+)*)(?![\w%])"
)
#: "Luma 50", "version 3.2", "grade B"; what is counted or measured is no label.
_LABELLED = (
    rf"(?<![\w.-])(?!(?:{MONTH_FORMS})\b)(?P<label>[A-Za-z]{{3,}})[ \u00a0]"
    r"(?P<number>(?!(?:1[5-9]|20)\d\d\b)\d{1,4}(?:\.\d+){0,3}|[A-H])(?![\w%:°€$£]|[.,-]\d)"
    rf"(?![ \u00a0](?:{_MEASURED})\b)"
)
_ORDINAL = (
    r"\b(?P<ordinal>first|second|third|fourth|fifth|sixth|last|[1-9](?:st|nd|rd|th))"
    r"[ \u00a0](?P<of>[a-z]{3,})"
)
_CONDITION = (
    r"\b(?P<when>(?i:during|after|before|until|outside|inside|above|below))\s+"
    rf"(?:(?:{DETERMINERS})\s+)?(?!\w+ing\b)(?P<what>[a-z]{{3,}})"
)
#: "Part-time" and "full-time"; words before an office, which is a sibling without them too: "deputy head".
_COMPOUND = (
    r"(?<![\w-])[A-Za-z]{2,}-(?P<whole>(?!\w*(?:ed|ing|er|ly|like)\b)[a-z]{3,})(?![\w-])"  # no "well-known"
)
_RANKS = {"vice": "deputy", "deputy": "deputy", "assistant": "assistant"}
_RANKED = rf"\b(?P<rank>(?i:{'|'.join(_RANKS)}))[ \u00a0-](?P<office>[A-Za-z][a-z]{{3,}})\b"
_DAY = rf"(?i:{'|'.join(WEEKDAYS)})"
#: A day of the week, or all those from one to another.
_WEEKDAYS = rf"\b(?P<day>{_DAY})s?(?:\s*(?:to|until|till|through|thru|[-–—])\s*(?P<last>{_DAY})s?)?\b"
_MARK = re.compile("|".join((_WEEKDAYS, _RANKED, _COMPOUND, _YEAR, _CODE, _LABELLED, _ORDINAL, _CONDITION)))
#: The kinds of years and days of the week, and how the kinds of conditions and offices begin.
YEAR, WEEKDAY, CONDITION, OFFICE = "year", "weekday", "when", "office"
_DIGITS = re.compile(r"\d+")


class Mark(NamedTuple):
    """What tells one sibling from another.

    Args:
        kind: The same in siblings: "year", "b-0" of "B-1045", "luma #" of "Luma 50".
        words: In lower case: "2021", "b-1045", "luma 50", "during probation".
    """

    kind: str
    words: str
    start: int
    end: int


def marks(text: str) -> Iterator[Mark]:
    """The marks in a text, in order."""
    for found in _MARK.finditer(text):
        if found["day"]:
            for day in _days(found["day"].lower(), (found["last"] or found["day"]).lower()):
                yield Mark(WEEKDAY, day, *found.span())
        elif found["rank"]:
            office = found["office"].lower()
            yield Mark(f"{OFFICE} {office}", f"{_RANKS[found['rank'].lower()]} {office}", *found.span())
        elif kind := _kind(found):
            condition = found["when"] and f"{found['when']} {found['what']}"
            words = condition or " ".join(found.group().split())
            yield Mark(kind, words.lower(), *found.span())


def beside(asked: Sequence[Mark], text: str) -> Iterator[Mark]:
    """The marks in a text, with bare offices where one is asked with a word before it: "deputy head"."""
    found = [*marks(text)]
    yield from found
    for kind in {mark.kind for mark in asked if mark.kind.startswith(OFFICE)}:
        office = kind.removeprefix(OFFICE).strip()
        for bare in re.finditer(rf"\b{office}s?\b", text, re.IGNORECASE):
            if not any(mark.start <= bare.start() < mark.end for mark in found):
                yield Mark(kind, office, *bare.span())


def _days(first: str, last: str) -> Iterator[str]:
    """The days of the week from one to another, both with them."""
    names = [name.lower() for name in WEEKDAYS]
    at = names.index(first)
    for following in range(len(names)):
        name = names[(at + following) % len(names)]
        yield name
        if name == last:
            return


def _kind(found: re.Match[str]) -> str:
    """The kind of a mark; empty for what is none."""
    if found["year"]:
        return YEAR
    if found["whole"]:
        return f"-{found['whole']}"
    if found["code"]:
        return _DIGITS.sub("0", found["code"].lower())
    word = (found["label"] or found["of"] or found["what"]).lower()
    if word in FUNCTION_WORDS:
        return ""
    return f"{word} #" if found["label"] else f"# {word}" if found["of"] else f"{CONDITION} {word}"
