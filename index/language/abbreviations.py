"""Abbreviations that a text explains: "Chief Executive Officer (CEO)", "PTO: paid time off".

The algorithm is that of Schwartz and Hearst (A Simple Algorithm for Identifying Abbreviation Definitions
in Biomedical Text, Pacific Symposium on Biocomputing 2003): the letters of the short form are looked for
in the long form from its end, and the first of them must begin a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A short form has so many characters, and a long form at most so many words, as in the paper.
LEAST, MOST = 2, 10
_SHORT = re.compile(rf"(?=[^\W\d_]*[A-Z][^\W\d_]*[A-Z]|[A-Z]\w*\d|\w+&)[\w&./-]{{{LEAST},{MOST}}}")
_BRACKETED = re.compile(r"\(([^\n()]{2,80})\)")
#: A long form is looked for within so many characters before the brackets, on their line.
LONGEST = 120
#: An entry of a glossary: a line, or a row of a table, that begins with the short form.
_ENTRY = re.compile(
    r"^[\s|*\-•]*([\w&./-]{2,10})\**\s*(?::|\||=|–|—|\s-\s|\t|stands for|means)\s*([^\n|.;:(]{4,80})",
    re.MULTILINE,
)
_WORDS = re.compile(r"[^\s,;]+")
_PARTS = re.compile(r"\w+")


def explained_abbreviations(text: str) -> Iterator[tuple[str, str]]:
    """The short forms that a text explains, each with its long form as written there."""
    for match in _BRACKETED.finditer(text):
        before = text[max(match.start() - LONGEST, 0) : match.start()].rpartition("\n")[2].strip()
        inside = match[1].strip()
        if _is_short(inside):
            if long := long_form(inside, _last_words(before, inside)):
                yield inside, long
        elif _is_short(word := before.rpartition(" ")[2]) and _spells_out(word, inside):
            yield word, inside
    for match in _ENTRY.finditer(text):
        short, long = match[1], match[2].strip()
        if _is_short(short) and _spells_out(short, long):
            yield short, long


def long_form(short: str, candidate: str) -> str:
    """The shortest end of `candidate` that has the letters of `short` in order; empty where none has."""
    at = len(candidate)
    letters = [one for one in short.lower() if one.isalnum()]
    low = candidate.lower()
    for number in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (low[at] != letters[number] or (number == 0 and at > 0 and low[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
    found = candidate[at:].strip()
    is_longer = len(found) > len(short) and short not in found.split()
    return found if is_longer and _begin_words(letters, found) else ""


def _begin_words(letters: list[str], long: str) -> bool:
    """Whether at least half of the letters begin a word, in order: stricter than the paper."""
    rest = iter(letters)
    begins = sum(any(letter == word[0] for letter in rest) for word in _PARTS.findall(long.lower()))
    return begins >= max(LEAST, len(letters) / 2)


def _spells_out(short: str, long: str) -> bool:
    """Whether a text of its own is the long form: all of it is, and it has a word for most letters."""
    return len(long.split()) <= _most_words(short) and long_form(short, long).lower() == long.lower()


def _is_short(text: str) -> bool:
    return _SHORT.fullmatch(text) is not None


def _most_words(short: str) -> int:
    return min(len(short) + 5, len(short) * 2)


def _last_words(before: str, short: str) -> str:
    words = [*_WORDS.finditer(before)][-_most_words(short) :]
    return before[words[0].start() :] if words else ""
