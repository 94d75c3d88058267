"""Words that decide what an English text says: two texts that differ in one of them are no copies.

They are numbers, dates, codes and names, negations, and small words that set bounds or permit.
"""

from __future__ import annotations

from index.language.calendar import MONTHS, WEEKDAYS
from index.language.function_words import FUNCTION_WORDS
from index.language.sentence_ends import SENTENCE_STARTERS
from index.language.words import runs

_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
    billion trillion half third quarter double triple once twice
    first second fourth fifth sixth seventh eighth ninth tenth dozen
"""
#: "t" is what is left of "don't".
_NEGATIONS = "not no never none nobody nothing neither nor without cannot t except unless"
_BOUNDS = """
    before after until since above below over under up down more less fewer most least at only all every each
    any some must may might shall should can could will would minimum maximum
    yesterday today tomorrow daily weekly monthly quarterly annual annually yearly
"""
_LISTED = frozenset(f"{_NUMBERS} {_NEGATIONS} {_BOUNDS}".split()) | {
    word.lower() for word in (*MONTHS, *WEEKDAYS)
}
#: A capital says nothing on these.
_COMMON = frozenset(FUNCTION_WORDS) | {word.lower() for word in SENTENCE_STARTERS}


def deciding_words(text: str) -> list[str]:
    """The words of `text` that decide what it says, in order, in lower case."""
    return [lower for run in runs(text) if _decides(run, lower := run.lower())]


def _decides(run: str, lower: str) -> bool:
    if lower in _LISTED or any(map(str.isdigit, run)):
        return True
    return run[0].isupper() and lower not in _COMMON
