"""Near-duplicates: of passages that are copies of each other only the best ranked stays in the list.

The signatures say which passages may be copies (`index.store.signatures`).  They are none if each has words
that the other lacks, typing errors and inflections aside: then one of them says something else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from index.language.function_words import FUNCTION_WORDS
from index.language.words import runs
from index.store.catalog.passages import StoredPassage
from index.store.signatures import essence_of, near_duplicates
from qa.retrieve.evidence import Evidence

#: Words as alike as this, and no shorter, are one word in two spellings.
SPELLING, SHORTEST = 0.8, 4
#: With more words of its own than this, a passage says something else.
MOST_OWN_WORDS = 20
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS)


def distinct(ranked: Sequence[Evidence]) -> list[Evidence]:
    """The first of each group of copies, with the others beside it; the order stays."""
    kept: list[Evidence] = []
    copies: defaultdict[int, list[StoredPassage]] = defaultdict(list)
    by_essence: defaultdict[bytes, list[int]] = defaultdict(list)
    for evidence in ranked:
        passage = evidence.passage
        alike = by_essence[essence_of(passage.signature)]
        first = next((place for place in alike if are_copies(kept[place].passage, passage)), None)
        if first is None:
            alike.append(len(kept))
            kept.append(evidence)
        else:
            copies[first].append(passage)
    for place, passages in copies.items():
        kept[place] = replace(kept[place], duplicates=tuple(passages))
    return kept


def are_copies(one: StoredPassage, other: StoredPassage) -> bool:
    """Whether two passages say the same in nearly the same words."""
    return near_duplicates(one.signature, other.signature) and (
        one.text == other.text or not _say_different_things(one.text, other.text)
    )


def _say_different_things(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    return _has_own(first - second, second - first) and _has_own(second - first, first - second)


def _has_own(words: Counter[str], others: Counter[str]) -> bool:
    """Whether a word is no spelling of any of the others."""
    if len(words) > MOST_OWN_WORDS or len(others) > MOST_OWN_WORDS:
        return True
    return any(not any(_same_spelling(word, other) for other in others) for word in words)


def _same_spelling(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST and SequenceMatcher(None, one, other).ratio() >= SPELLING


def _words(text: str) -> Counter[str]:
    return Counter(lower for run in runs(text) if (lower := run.lower()) not in _FUNCTION_WORDS)
