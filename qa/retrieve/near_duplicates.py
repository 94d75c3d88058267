"""Near-duplicates: of passages that are copies of each other only the best ranked stays in the list.

The signatures say which passages may be copies (`index.store.signatures`).  They are none if each has words
that the other lacks, typing errors and inflections aside: then one of them says something else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cached_property

from index.language.function_words import FUNCTION_WORDS
from index.language.words import runs
from index.store.catalog.passages import StoredPassage
from index.store.signatures import essence_of, near_duplicates
from qa.retrieve.evidence import Evidence

#: Words as alike as this, and no shorter, are one word in two spellings.
SPELLING, SHORTEST = 0.8, 4
#: With more words of its own than this, a passage says something else.
MOST_OWN_WORDS = 20
#: A passage is compared with so many of those that rank right before it; copies of one text rank together.
MOST_COMPARED = 8
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS)


def distinct(ranked: Sequence[Evidence]) -> list[Evidence]:
    """The first of each group of copies, with the others beside it; the order stays."""
    kept: list[Evidence] = []
    copies: defaultdict[int, list[StoredPassage]] = defaultdict(list)
    same_text: dict[tuple[bytes, str], int] = {}
    alike: defaultdict[bytes, list[tuple[int, _Words]]] = defaultdict(list)
    for evidence in ranked:
        passage = evidence.passage
        key = essence_of(passage.signature)
        first = same_text.get((key, passage.text)) if key else None
        if first is None:
            words = _Words(passage)
            near = alike[key][-MOST_COMPARED:]
            first = next((place for place, other in near if words.copy(other)), None)
            if first is None:
                first = len(kept)
                kept.append(evidence)
                alike[key].append((first, words))
                same_text[key, passage.text] = first
                continue
        copies[first].append(passage)
    for place, passages in copies.items():
        kept[place] = replace(kept[place], duplicates=tuple(passages))
    return kept


class _Words:
    """The words of a passage, counted when they are needed."""

    def __init__(self, passage: StoredPassage) -> None:
        self.passage = passage

    @cached_property
    def counted(self) -> Counter[str]:
        """Its words in lower case, without function words."""
        found = (run.lower() for run in runs(self.passage.text))
        return Counter(word for word in found if word not in _FUNCTION_WORDS)

    def copy(self, other: _Words) -> bool:
        """Whether both say the same in nearly the same words."""
        if not near_duplicates(self.passage.signature, other.passage.signature):
            return False
        mine, its = self.counted - other.counted, other.counted - self.counted
        return not (_has_own(mine, its) and _has_own(its, mine))


def _has_own(words: Counter[str], others: Counter[str]) -> bool:
    """Whether a word is no spelling of any of the others."""
    if len(words) > MOST_OWN_WORDS or len(others) > MOST_OWN_WORDS:
        return True
    return any(not any(_same_spelling(word, other) for other in others) for word in words)


def _same_spelling(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST and SequenceMatcher(None, one, other).ratio() >= SPELLING
