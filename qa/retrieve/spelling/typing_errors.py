"""How unlikely it is that one word was typed for another: a weighted edit distance.

The optimal string alignment distance (edits and transpositions, none twice), in which the usual slips
cost less than an edit: letters that change places, a letter doubled or not, vowels and letters of like
sound for each other.  A wrong first letter costs more.
"""

from __future__ import annotations

from functools import lru_cache

SWAPPED, DOUBLED, ALIKE = 0.7, 0.5, 0.6
FIRST_LETTER = 0.5
#: Pairs of letters whose cost is remembered.
MOST_REMEMBERED = 4096
_VOWELS = frozenset("aeiouy")
_LIKE_SOUNDS = tuple(map(frozenset, ("ckqs", "sz", "fvp", "dt", "gj", "mn", "iy")))


def typing_cost(typed: str, meant: str) -> float:
    """The cost of `typed` for `meant`, both case-folded: 0 for the same word, about 1 for one slip."""
    extra_typed, extra_meant = _extra(typed), _extra(meant)
    before: list[float] = []
    row = [float(n) for n in range(len(meant) + 1)]
    for i, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [float(i)]
        for j, other in enumerate(meant, 1):
            cost = min(
                before[j] + extra_typed[i - 1],
                row[j - 1] + extra_meant[j - 1],
                before[j - 1] + _replaced(letter, other),
            )
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other and letter != other:
                cost = min(cost, earlier[j - 2] + SWAPPED)
            row.append(cost)
    return row[-1] + (FIRST_LETTER if typed[:1] != meant[:1] else 0.0)


def _extra(word: str) -> list[float]:
    """What each letter costs that the other word does not have."""
    return [DOUBLED if letter == last else 1.0 for last, letter in zip(f" {word}", word, strict=False)]


@lru_cache(MOST_REMEMBERED)
def _replaced(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    if letter in _VOWELS and other in _VOWELS:
        return ALIKE
    return ALIKE if any(letter in sounds and other in sounds for sounds in _LIKE_SOUNDS) else 1.0
