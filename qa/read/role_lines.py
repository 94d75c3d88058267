"""Lines that give people and what they are, as lists of staff and contact pages do: "Ann Lee, nurse".

The reader takes the role for that of the next name.  It makes no such mistake with "Ann Lee is nurse."
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from index.documents import Span
from index.language.function_words import FUNCTION_WORDS

_CAPITAL = r"[^\W\d_a-z][\w'’.-]*"
_NAME = rf"{_CAPITAL}(?:[ \u00a0]+(?:(?:de|del|der|den|van|von|al|bin|la)[ \u00a0]+)*{_CAPITAL}){{1,4}}"
_ROLE = r"(?P<role>[^\W\d_][^.!?:;|\n]{1,70})"
_LINE = re.compile(
    rf"^[ \t]*(?:[-*•▪+][ \t]+)?(?P<name>{_NAME})"
    rf"(?:(?:,|[ \t]+[-–—])[ \t]+{_ROLE}(?P<end>\.?)|[ \t]+\((?P<remark>[^()\n]{{2,70}})\)\.?)[ \t]*$",
    re.MULTILINE,
)
#: What is longer tells more than a role.
MOST_WORDS = 8
_BEGIN_NO_ROLE = frozenset(FUNCTION_WORDS) - {"a", "an", "the"}


class RoleLine(NamedTuple):
    """A line with a name and a role.

    Args:
        line, name, role: Spans of the text.
    """

    line: Span
    name: Span
    role: Span


def role_lines(text: str) -> dict[Span, RoleLine]:
    """The lines of a text with a name and a role, by their spans; one alone is none."""
    found = [*_role_lines(text)]
    near = {one for pair in pairwise(found) if _follows(text, *pair) for one in pair}
    return {one.line: one for one in found if one in near}


def _role_lines(text: str) -> Iterator[RoleLine]:
    for found in _LINE.finditer(text):
        role = "remark" if found["remark"] else "role"
        words = found[role].split()
        if len(words) <= MOST_WORDS and words[0].lower() not in _BEGIN_NO_ROLE:
            yield RoleLine(*(Span(*found.span(part)) for part in (0, "name", role)))


def _follows(text: str, one: RoleLine, other: RoleLine) -> bool:
    return text[one.line.end : other.line.start].isspace()
