"""Widen a span to all words of its value: "12,000" to "up to 12,000"."""

from __future__ import annotations

import re

from index.documents import Span
from qa.quantities.numbers import NUMBER
from qa.quantities.qualifiers import AFTER, MOST_QUALIFIERS, QUALIFIER
from qa.quantities.quantities import parse_quantity
from qa.quantities.units import CURRENCY, UNIT
from qa.read.span_boundaries import snap_to_words

_IN = re.IGNORECASE
#: Characters around the span that are looked at.
REACH = 60
_MONEY = rf"(?:(?-i:{CURRENCY})\s?)"
#: Those before a number.
_QUALIFIERS = rf"(?:{QUALIFIER}\s*){{0,{MOST_QUALIFIERS}}}"
_SIGN = r"(?<![\w\s])[-−]|(?<!\S)[-−]"
_QUALIFIED = re.compile(rf"(?:{QUALIFIER}\s*){{1,{MOST_QUALIFIERS}}}\Z", _IN)
_BEFORE_NUMBER = re.compile(rf"(?:{_MONEY}|{_SIGN})\Z", _IN)
_LOWER_END = re.compile(
    rf"(?:\b(?P<word>between|from)\s+)?(?P<low>{_QUALIFIERS}{_MONEY}?{NUMBER}(?:[-\s]?{UNIT})?)"
    rf"(?P<join>\s?[-–—−]\s?|\s+to\s+|\s+and\s+|\s+or\s+){_MONEY}?\Z",
    _IN,
)
_UPPER_END = re.compile(
    rf"(?:[-\s]?{UNIT})?(?P<join>\s?[-–—−]\s?|\s+to\s+|\s+and\s+|\s+or\s+){_QUALIFIERS}{_MONEY}?(?P<high>{NUMBER})",
    _IN,
)
_OPENING = re.compile(rf"\b(?P<word>between|from)\s+{_QUALIFIERS}\Z", _IN)
_CHANGE = re.compile(
    r"\b(?:r[oai]se[ns]?|rising|fell|falls?|fallen|falling|(?:in|de)creas(?:e|es|ed|ing)|gr[eo]w[ns]?|went|drop\w*"
    r"|declin\w+|climb\w+|cut|chang\w+|mov\w+|expand\w+|reduc\w+|lift\w*|jump\w*|up|down|lower\w*|shrank"
    r"|upgrad\w+|improv\w+|advanc\w+|gain\w*|slip\w*|slid|soar\w*|plung\w+|swell\w*|widen\w+|narrow\w+)"
    r"(?:\s+\w+){0,4}\s*\Z",
    _IN,
)
_UNIT_AFTER = re.compile(rf"\s?[-\s]?{UNIT}", _IN)
_SMALLER = re.compile(r"\s+(?:and\s+)?\d{1,2}\s?(?:in(?:ch(?:es)?)?|min(?:ute)?s?|months?|oz|ounces?)\b")
_AFTER = re.compile(AFTER, _IN)
_NUMBER = re.compile(NUMBER, _IN)
_STARTS = re.compile(rf"{_MONEY}?(?:{NUMBER})", _IN)


def extent(text: str, sentence: Span, span: Span, numeric: bool) -> Span:
    """Widen `span` to all the words that belong to the value, and trim marks at its edges.

    What belongs to a number: qualifiers ("up to"), the other end of a range, its magnitude, currency and
    unit; the thing that is counted does not.  The result lies within `sentence`, as `span` does.

    Args:
        numeric: Whether a number is asked for; if not, only years and numbers alone are widened.
    """
    whole = snap_to_words(text, span) or span
    start, end = max(whole.start, sentence.start), min(whole.end, sentence.end)
    if start >= end:
        return span
    if end - start > 1 and text[start] in "$€£¥":
        start += 1  # "US$" is whole again below.
    if not _STARTS.match(text, start, end):
        return _qualified(text, sentence, Span(start, end)) if numeric else Span(start, end)
    start, end = _whole_number(text, sentence, start, end)
    if not numeric and not _STARTS.fullmatch(text, start, end):
        return Span(start, end)
    start, end = _range(text, sentence, start, end)
    if numeric:
        end = _measured(text, sentence, end)
    if more := _AFTER.match(text, end, sentence.end):
        end = more.end()
    if numeric:
        end = _measured(text, sentence, end)
    return _qualified(text, sentence, Span(start, end))


def _whole_number(text: str, sentence: Span, start: int, end: int) -> tuple[int, int]:
    """Add the rest of a number of which the span has a part: digits, magnitude, sign, currency."""
    for number in _NUMBER.finditer(text, max(sentence.start, start - REACH), sentence.end):
        if number.start() >= end:
            break
        if start < number.end():
            start, end = number.start(), max(end, number.end())
            break
    before = _BEFORE_NUMBER.search(_behind(text, sentence, start))
    return start - len(before.group() if before else ""), end


def _range(text: str, sentence: Span, start: int, end: int) -> tuple[int, int]:
    """Add the other end of a range, and the word before it: "between 3 and 5"."""
    if lower := _LOWER_END.search(_behind(text, sentence, start)):
        low = start - len(lower.group())
        if _is_range(lower["join"], lower["word"], lower["low"], text[start:end], text[sentence.start : low]):
            return low, end
    upper = _UPPER_END.match(text, end, sentence.end)
    if upper:
        opening = _OPENING.search(_behind(text, sentence, start))
        low = start - len(opening.group() if opening else "")
        word = opening["word"] if opening else None
        high = upper["high"]
        if _is_range(upper["join"], word, text[start:end], high, text[sentence.start : low]):
            return low, upper.end()
    return start, end


def _is_range(join: str, opening: str | None, low: str, high: str, before: str) -> bool:
    """Whether two numbers are the ends of a range, not of a change ("rose from 3 to 5 percent")."""
    word = join.strip().lower()
    if word in ("and", "or"):
        return (opening or "").lower() == "between"
    if word != "to":
        return True
    ends = parse_quantity(low, whole=False), parse_quantity(high, whole=False)
    if not ends[0] or not ends[1] or (ends[0].unit not in ("", ends[1].unit) and ends[1].unit):
        return False
    # "$3 to $5" and "5 km to 8" are ranges, "5% to 300" is a change.
    return not _CHANGE.search(before) and ends[0].unit != "%"


def _measured(text: str, sentence: Span, end: int) -> int:
    """The offset behind the unit, and behind a second, smaller unit ("6 ft 2 in")."""
    unit = _UNIT_AFTER.match(text, end, sentence.end)
    if not unit:
        return end
    smaller = _SMALLER.match(text, unit.end(), sentence.end)
    return smaller.end() if smaller else unit.end()


def _qualified(text: str, sentence: Span, span: Span) -> Span:
    before = _QUALIFIED.search(_behind(text, sentence, span.start))
    return Span(span.start - len(before.group()), span.end) if before else span


def _behind(text: str, sentence: Span, start: int) -> str:
    """The words before `start` in the sentence, as far as they are looked at."""
    return text[max(sentence.start, start - REACH) : start]
