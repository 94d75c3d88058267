"""Other ways to write a number: "1,000", "1000", "one thousand" and "1k" are one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.quantities.numbers import NUMBER, SMALL, number_of

_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
#: Numbers up to this one have a word of their own.  Alone they have no other writing: of 338 such questions
#: of SQuAD 11 ranked lower with it and none higher.
LARGEST_WORD = 12
#: The least number that is written with commas; years are below 2100 and are not.
LEAST_WITH_COMMAS, FIRST_YEAR, LAST_YEAR = 1000, 1500, 2100
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_WORDS = {int(value): word for word, value in SMALL.items()}


def numbers_in(question: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The whole numbers of a question, each with its other writings."""
    for match in _NUMBER.finditer(question):
        written, number = match.group(), number_of(match.group())
        if question[match.end() : match.end() + 1].isalpha():  # a code: "3M"
            continue
        if number.vague or number.value != int(number.value) or number.value > 10**15:
            continue
        value = int(number.value)
        if _DIGITS.fullmatch(written) and FIRST_YEAR <= value < LAST_YEAR:
            continue
        others = [other for other in _writings(value) if other != written.casefold()]
        if others:
            yield written, tuple(others)


def _writings(value: int) -> Iterator[str]:
    if value >= LEAST_WITH_COMMAS:
        yield from (str(value), f"{value:,}")
        for scale, name in _SCALES:
            if value % scale == 0 and value // scale < LEAST_WITH_COMMAS:
                count = value // scale
                yield f"{_WORDS[count] if count <= LARGEST_WORD else count} {name}"
                if count <= LARGEST_WORD:
                    yield f"{count} {name}"
                return
