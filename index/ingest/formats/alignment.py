"""Find the characters of one text in another that was made from the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

#: Words of a text above which nothing is aligned: no page has so many.
MAX_WORDS = 20_000
#: Pairs of characters of two stretches without a common word above which they are not compared.
MAX_PAIRS = 4_000_000
#: The words are compared so often: what was moved, such as a column, is found by a later pass.
PASSES = 3
_WORD = re.compile(r"\S+")


class _Word(NamedTuple):
    start: int
    text: str


def aligned(ours: str, theirs: str) -> dict[int, int]:
    """Where the characters of `ours` stand in `theirs`, white space apart.

    Both have the same words in nearly the same order; either may have some that the other has not.
    """
    left, right = _words(ours), _words(theirs)
    found: dict[int, int] = {}
    if max(len(left), len(right)) > MAX_WORDS:
        return found
    for _ in range(PASSES):
        kept = len(found)
        for one, other in _pairs(left, right):
            found.update(zip(range(one.start, one.start + len(one.text)), _places(other), strict=True))
        taken = set(found.values())
        left = [word for word in left if word.start not in found]
        right = [word for word in right if word.start not in taken]
        if len(found) == kept:
            break
    found.update(_within(left, right))
    return found


def _words(text: str) -> list[_Word]:
    return [_Word(match.start(), match.group()) for match in _WORD.finditer(text)]


def _places(word: _Word) -> range:
    return range(word.start, word.start + len(word.text))


def _pairs(left: Sequence[_Word], right: Sequence[_Word]) -> Iterator[tuple[_Word, _Word]]:
    """Equal words in the same order."""
    matcher = SequenceMatcher(None, [w.text for w in left], [w.text for w in right], autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        yield from zip(left[a : a + size], right[b : b + size], strict=True)


def _within(left: Sequence[_Word], right: Sequence[_Word]) -> dict[int, int]:
    """The characters of words that are not equal: a word divided at the end of a line, markup beside it."""
    ours = [(at, character) for word in left for at, character in enumerate(word.text, word.start)]
    theirs = [(at, character) for word in right for at, character in enumerate(word.text, word.start)]
    if len(ours) * len(theirs) > MAX_PAIRS:
        return {}
    matcher = SequenceMatcher(None, [c for _, c in ours], [c for _, c in theirs], autojunk=False)
    return {
        ours[a + n][0]: theirs[b + n][0]
        for a, b, size in matcher.get_matching_blocks()
        for n in range(size)
        if size > 1
    }
