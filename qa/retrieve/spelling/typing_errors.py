"""How unlikely it is that one word was typed for another: a weighted edit distance.

The optimal string alignment distance (edits and transpositions, none twice), in which the usual slips
cost less than an edit: letters that change places, a letter doubled or not, vowels and letters of like
sound for each other.  A wrong first letter costs more.
"""

from __future__ import annotations

SWAPPED, DOUBLED, ALIKE = 0.7, 0.5, 0.6
FIRST_LETTER = 0.5
_VOWELS = frozenset("aeiouy")
_LIKE_SOUNDS = tuple(map(frozenset, ("ckqs", "sz", "fvp", "dt", "gj", "mn", "iy")))


def typing_cost(typed: str, meant: str) -> float:
    """The cost of `typed` for `meant`, both case-folded: 0 for the same word, about 1 for one slip."""
    before: list[float] = []
    row = [float(n) for n in range(len(meant) + 1)]
    for i, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [float(i)]
        for j, other in enumerate(meant, 1):
            cost = min(
                before[j] + _extra(typed, i - 1),
                row[j - 1] + _extra(meant, j - 1),
                before[j - 1] + _replaced(letter, other),
            )
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other and letter != other:
                cost = min(cost, earlier[j - 2] + SWAPPED)
            row.append(cost)
    return row[-1] + (FIRST_LETTER if typed[:1] != meant[:1] else 0.0)


def _extra(word: str, at: int) -> float:
    """The cost of a letter that the other word does not have."""
    return DOUBLED if at and word[at] == word[at - 1] else 1.0


def _replaced(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    if letter in _VOWELS and other in _VOWELS:
        return ALIKE
    return ALIKE if any(letter in sounds and other in sounds for sounds in _LIKE_SOUNDS) else 1.0
