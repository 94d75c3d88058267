"""Parse numbers in digits and in English words."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.language.number_words import TENS as TENS_WORDS
from index.language.number_words import UP_TO_19

SMALL = {word: float(n) for n, word in enumerate(UP_TO_19)}
TENS = {word: 10.0 * n for n, word in enumerate(TENS_WORDS, 2)}
SCALES = {
    **{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0},
    **{"mln": 1e6, "bln": 1e9, "trln": 1e12, "mn": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3},
    **{"lakh": 1e5, "crore": 1e7},
}
PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
VAGUE = {"tens": 10.0, "dozens": 12.0, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
#: Vague words, with the least number that they stand for.
FEW = {"several": 2.0, "few": 2.0, "couple": 2.0}
SIGNS = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3}


def _any(words: dict[str, float]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_DIGITS = r"(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"
_FIGURE = rf"(?:{_DIGITS}[-\s]\d{{1,2}}/\d{{1,2}}(?!\d)|\d+/\d+(?!\d)|{_DIGITS}?[{''.join(SIGNS)}]|{_DIGITS})"
_PLAIN = rf"(?:{_any(SMALL)}|{_any(TENS)})\b"
_SCALE = rf"(?:{_any(SCALES)})\b"
_PART = rf"(?:{_any(PARTS)})s?\b"
_VAGUE = rf"(?:{_any(VAGUE)})\b"
_JOIN = r"(?:-|\s+)(?:and\s+)?"
_WORDED = (
    rf"(?:{_PLAIN}(?:{_JOIN}(?:{_PLAIN}|{_SCALE}))*(?:{_JOIN}(?:an?\s+)?{_PART}(?:{_JOIN}{_SCALE})*)?"
    rf"|(?:an?\s+)?half\s+an?\s+{_SCALE}|an?\s+(?:{_SCALE}(?:{_JOIN}(?:{_PLAIN}|{_SCALE}))*|{_PART})|half\b"
    rf"|(?:several|a\s+few|a\s+couple(?:\s+of)?)\s+{_SCALE}(?:\s+{_SCALE})*|{_VAGUE}(?:\s+of\s+{_VAGUE})*)"
)
#: A number in running text; half of an ordinal ("twenty-first", "19th") is none.
NUMBER = (
    rf"(?<![\w/])(?<!\d[.,])(?:{_FIGURE}(?:[\s-]*{_SCALE})*|{_WORDED})"
    r"(?!\d)(?!-?(?:first|second|third|\w+th|st|nd|rd|th)\b)"
)
_TOKEN = re.compile(rf"{_FIGURE}|[a-z]+")


class Number(NamedTuple):
    """A number as written.

    Args:
        scale: What its last words multiply by, 1 where they do not.
        vague: The value is the least that the words stand for ("hundreds").
    """

    value: float
    scale: float = 1.0
    vague: bool = False


def number_of(words: str) -> Number:
    """The number that `words`, a match of `NUMBER`, stand for."""
    total = group = 0.0
    scale = 1.0
    vague, last = False, ""
    for token in _TOKEN.findall(words.lower()):
        part = PARTS.get(token) or PARTS.get(token.removesuffix("s"))
        if by := SCALES.get(token) or VAGUE.get(token):
            vague, scale = vague or token in VAGUE, scale * by
            if by < 1000:
                group = (group or 1.0) * by
            else:
                total, group = (total + group * by if group else (total or 1.0) * by), 0.0
        elif part:
            group = group + part if last == "and" else (group or 1.0) * part
        elif token in FEW:
            group, vague = FEW[token], True
        elif token in SMALL or token in TENS:
            group, scale = group + SMALL.get(token, TENS.get(token, 0.0)), 1.0
        elif not token.isalpha():
            group = _figure(token)
        if token not in ("a", "an"):
            last = token
    return Number(total + group, scale, vague)


def _figure(token: str) -> float:
    """The value of digits, with a fraction behind them or not."""
    plain = re.sub(r"[,\u00a0\u202f]|(?<=\d) (?=\d{3}(?!\d))", "", token)
    if sign := SIGNS.get(plain[-1]):
        return float(plain[:-1] or 0) + sign
    if "/" not in plain:
        return float(plain)
    *whole, fraction = re.split(r"[-\s]", plain)
    above, below = map(float, fraction.split("/"))
    return sum(map(float, whole)) + (above / below if below else 0.0)
