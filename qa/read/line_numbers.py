"""The numbers of sections, rules and entries count nothing: "2. Membership" does not say how many members.

The reader takes them for quantities, so it does not get them to read where a number is asked for.
"""

from __future__ import annotations

import re

from index.documents import Span

#: "3. Fees", "(3) Fees", "3.1 Fees", "## 3.1 Fees"; never four digits, which are a year.
_LINE = re.compile(
    r"^[ \t]*(?P<heading>#{1,6}[ \t]+)?(?:[-*•][ \t]+)?[*_]{0,2}"
    r"(?P<all>\(?(?P<number>\d{1,3}(?:\.\d{1,3})*)(?P<mark>[.)]?\)?)[ \t]+)(?=[*_`\"“(]*[^\W\d_])",
    re.MULTILINE,
)


def line_numbers(text: str) -> list[Span]:
    """The numbers of lines, with their marks and the blanks behind them, in order.

    One with neither a mark behind it nor a heading's mark before it is one only if its section, or one beside
    it, has a number too: "1.5 litres of milk" is a quantity.
    """
    found = [*_LINE.finditer(text)]
    numbers = {one["number"] for one in found}
    return [
        Span(*one.span("all"))
        for one in found
        if one["mark"] or ("." in one["number"] and (one["heading"] or _beside(one["number"]) & numbers))
    ]


def _beside(number: str) -> set[str]:
    """The number of the section that one is in, and those before and after it."""
    section, _, last = number.rpartition(".")
    return {section, *(f"{section}.{int(last) + step}" for step in (-1, 1))}
