"""Days of the week in a text: "Mon-Thu", "Saturday and Sunday", "weekdays", "daily"."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.language.calendar import WEEKDAYS

#: Endings of the short forms: "Tue", "Tues", "Thurs".
_ENDINGS = {"Tue": "s", "Wed": "s", "Thu": "r|rs"}
#: A short form is a word in small letters, "he sat", and no day; a whole name is one.
_NAMES = [
    f"{name[:3]}(?:{_ENDINGS.get(name[:3], '(?!)')})?(?![a-z])\\.?|(?i:{name})s?(?![a-z])"
    for name in WEEKDAYS
]
_DAY = "(?:" + "|".join(f"(?:{name})" for name in _NAMES) + ")"
_SEVERAL = {
    r"weekdays|(?:working|business|school)\s+days|every\s+weekday": range(5),
    r"(?:the\s+)?weekends?": range(5, 7),
    r"daily|every\s+day|each\s+day|all\s+week|(?:seven|7)\s+days\s+a\s+week": range(7),
}
_WORDS = "(?i:" + "|".join(_SEVERAL) + ")"
_TO = r"\s*(?:to|until|till|through|thru|[-–—])\s*"
_AND = r"\s*(?:,\s*(?:and|or)?|/|&|\+|\band\b|\bor\b)\s*"
_ITEM = rf"(?:{_DAY}(?:{_TO}{_DAY})?|{_WORDS})"
_GROUP = re.compile(rf"(?<![\w'’])(?:(?:on|every|each)\s+)?(?P<days>{_ITEM}(?:{_AND}{_ITEM})*)(?!\w)")
_PART = re.compile(rf"(?P<first>{_DAY})(?:{_TO}(?P<last>{_DAY}))?|(?P<words>{_WORDS})")


class Days(NamedTuple):
    """Days of the week that stand together.

    Args:
        start, end: Offsets of their words in the text, with "on" before them.
        days: Their numbers, Monday is 0.
    """

    start: int
    end: int
    days: frozenset[int]


def week_days(text: str) -> list[Days]:
    """The groups of days of the week in a text, in order."""
    return [Days(*found.span(), frozenset(_numbers(found["days"]))) for found in _GROUP.finditer(text)]


def without_range(text: str, day: int) -> str:
    """A text, its first range of days that has the day cut to that: "Monday to Thursday"."""
    for group in _GROUP.finditer(text):
        for part in _PART.finditer(text, *group.span("days")):
            if (part["last"] or part["words"]) and day in _numbers(part[0]):
                return f"{text[: part.start()]}{WEEKDAYS[day]}{text[part.end() :]}"
    return text


def only_day(question: str) -> int | None:
    """The only day of the week that a question names, Monday is 0; None where it names none or several.

    In a question in small letters "sat" is one.
    """
    found = {
        day for one in week_days(question.title() if question.islower() else question) for day in one.days
    }
    return found.pop() if len(found) == 1 else None


def _numbers(words: str) -> set[int]:
    found: set[int] = set()
    for part in _PART.finditer(words):
        if part["words"]:
            found |= {*next(days for form, days in _SEVERAL.items() if re.fullmatch(form, part[0], re.I))}
        else:
            first = _number(part["first"])
            last = _number(part["last"]) if part["last"] else first
            found |= {(first + n) % 7 for n in range((last - first) % 7 + 1)}
    return found


def _number(day: str) -> int:
    return next(n for n, name in enumerate(WEEKDAYS) if name[:3].lower() == day[:3].lower())
