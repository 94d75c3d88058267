"""The words that a word may have been typed for: of the collection, of English, or two without a space."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import NamedTuple

from index.language.folding import folded_letters, without_marks
from index.language.scripts import Script
from qa.language.word_frequency import frequent_words, is_english
from qa.retrieve.spelling.nearest_words import NearestWords
from qa.retrieve.spelling.typing_errors import typing_cost

#: Shorter words are left as they are: too many words are one edit away.
SHORTEST = 4
#: Words from this length on may have two edits.
LONG = 6
#: The most that the typing errors of one word may cost.
MOST_COST = 2.0
#: What an edit costs against the log of a word's frequency, to choose the candidates.
EDIT = 4.0
#: How often a word of English alone counts as written.
ENGLISH_ALONE = 0.05
#: In a smaller collection fewer words are alike by chance, so each is likelier to be meant: the log of its
#: count is raised by this share of the log of how much smaller it is.
USUAL_SIZE, RAISED = 400_000, 0.5
#: Each part of a word that lacks its space has so many letters.
SHORTEST_PART = 3


class Candidate(NamedTuple):
    """A word, or two, that a word may have been typed for.

    Args:
        likelihood: Of a noisy channel (Kernighan, Church and Gale 1990), a log.
        log_count: How often the collection writes it, or its rarer part.
        cost: Of the typing errors.
        parts: Whether it is two words.
    """

    likelihood: float
    text: str
    log_count: float
    cost: float
    parts: bool = False


class Speller:
    """Knows a vocabulary.  Safe to use from many threads.

    Args:
        counts: How often each word of the collection occurs, case-folded.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        size = max(sum(counts.values()), 1)
        self._raised = RAISED * max(math.log(USUAL_SIZE / size), 0.0)

    @cached_property
    def _vocabulary(self) -> tuple[NearestWords, list[str]]:
        """The words without accents, and as they are written."""
        english = (word for word in frequent_words() if word not in self._counts)
        written = [word for word in (*self._counts, *english) if len(word) >= SHORTEST - 1]
        return NearestWords([_plain(word) for word in written]), written

    @cached_property
    def _trigrams(self) -> Collection[str]:
        return {three for word in frequent_words() for three in _trigrams(word)}

    def candidates(self, word: str, most: int) -> list[Candidate]:
        """What an unknown word may have been typed for, at most so many, the likeliest first.

        Args:
            word: Case-folded letters.
        """
        if len(word) < SHORTEST:
            return []
        return sorted([*self._near(word), *self._parted(word)], reverse=True)[:most]

    def strangeness(self, word: str) -> float:
        """The share of a word's trigrams that no frequent word has, from 0 to 1."""
        found = _trigrams(_plain(word))
        return sum(three not in self._trigrams for three in found) / len(found)

    def _near(self, word: str) -> list[Candidate]:
        plain = _plain(word)
        nearest, written = self._vocabulary
        edits = 2 if len(plain) >= LONG else 1
        found = []
        for number in nearest.within(plain, edits):
            cost = typing_cost(plain, nearest.words[number])
            if cost <= MOST_COST:
                log_count = self._log_count(written[number])
                found.append(Candidate(log_count - EDIT * cost, written[number], log_count, cost))
        return found

    def _parted(self, word: str) -> list[Candidate]:
        found = []
        for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            parts = word[:at], word[at:]
            if all(part in self._counts for part in parts):
                log_count = min(map(self._log_count, parts))
                found.append(Candidate(log_count - EDIT, " ".join(parts), log_count, 1.0, parts=True))
        return found

    def _log_count(self, word: str) -> float:
        count = self._counts.get(word, 0)
        log_count = math.log(count + (ENGLISH_ALONE if is_english(word) else 0.0))
        return log_count + self._raised if count else log_count


def _plain(word: str) -> str:
    """A word without accents."""
    return word if word.isascii() else folded_letters(without_marks(word, Script.LATIN))


def _trigrams(word: str) -> list[str]:
    whole = f"^{word}$"
    return [whole[at : at + 3] for at in range(len(whole) - 2)]
