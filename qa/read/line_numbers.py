"""The numbers of sections, rules and entries count nothing: "2. Membership" does not say how many members.

The reader takes them for quantities where a text that it reads has no other number.
"""

from __future__ import annotations

import re

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.understand.answer_kind import AnswerKind
from qa.understand.parsed_question import ParsedQuestion

#: Taken from the log odds of a span that is the number of a line.
LINE_NUMBER = 8.0
#: "3. Fees", "(3) Fees", "3.1 Fees", "## 3.1 Fees"; never four digits, which are a year.
_LINE = re.compile(
    r"^[ \t]*(?P<heading>#{1,6}[ \t]+)?(?:[-*•][ \t]+)?\(?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3})*)(?P<mark>[.)]?\)?)[ \t]+(?=[^\W\d_])",
    re.MULTILINE,
)


def without_line_numbers(question: ParsedQuestion, passage: StoredPassage, reading: Reading) -> Reading:
    """The reading of a question for a number, less sure of the numbers of lines.

    Spans are of the passage's own text.
    """
    if not reading.spans or not question.asks(AnswerKind.NUMBER):
        return reading
    numbers = line_numbers(passage.text)
    scored = [
        ScoredSpan(one.span, one.margin - LINE_NUMBER * any(_is_within(one.span, n) for n in numbers))
        for one in reading.spans
    ]
    scored.sort(key=lambda one: -one.margin)
    lowered = reading.spans[0].margin - scored[0].margin
    return reading._replace(spans=tuple(scored), odds=reading.odds - lowered)


def line_numbers(text: str) -> list[Span]:
    """The numbers of lines, with the marks around them.

    One with neither a mark behind it nor a heading's mark before it is one only if its section, or one beside
    it, has a number too: "1.5 litres of milk" is a quantity.
    """
    found = [*_LINE.finditer(text)]
    numbers = {one["number"] for one in found}
    return [
        Span(*one.span("number"))
        for one in found
        if one["mark"] or ("." in one["number"] and (one["heading"] or _beside(one["number"]) & numbers))
    ]


def _beside(number: str) -> set[str]:
    """The number of the section that one is in, and those before and after it."""
    section, _, last = number.rpartition(".")
    return {section, *(f"{section}.{int(last) + step}" for step in (-1, 1))}


def _is_within(span: Span, number: Span) -> bool:
    return number.start <= span.start and span.end <= number.end + 1
