"""Lines of the form "Label: value", such as data sheets, notices and minutes have."""

from __future__ import annotations

import re

from index.documents import Span

#: A label has no mark within and begins with a capital; what is longer is a clause before a colon.
LONGEST_LABEL, MOST_WORDS = 60, 8
_LINE = re.compile(
    rf"^[ \t]*(?:[-*•][ \t]+)?(?P<label>[A-Z][^:.!?;|\n]{{0,{LONGEST_LABEL}}}):[ \t]+(?P<value>\S.*)$",
    re.MULTILINE,
)


def labelled_lines(text: str) -> dict[Span, Span]:
    """The lines of a text that have a label, in order: each with the span of its label.

    One that goes on in the next line, with a small letter, is prose.
    """
    if ": " not in text:
        return {}
    return {
        Span(*match.span()): Span(*match.span("label"))
        for match in _LINE.finditer(text)
        if len(match["label"].split()) <= MOST_WORDS
        and not text[match.end() : match.end() + 2].strip().islower()
    }


def is_labelled(words: str) -> bool:
    """Whether a sentence is such a line."""
    return _LINE.fullmatch(words.strip()) is not None
