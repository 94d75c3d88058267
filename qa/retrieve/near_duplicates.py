"""Near-duplicates: of passages that are copies of each other only the best ranked stays in the list.

The signatures say which passages may be copies (`index.store.signatures`); no text of any other is looked at.
They are none if each has words
that the other lacks, typing errors and inflections aside: then one of them says something else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np

from index.language.function_words import FUNCTION_WORDS
from index.language.words import runs
from index.store.catalog.passages import StoredPassage
from index.store.columns.passage_columns import Offsets
from index.store.signatures import LEAST_LIKENESS, has_alike, near_duplicates
from qa.retrieve.ranked import RankedEvidence

#: Words as alike as this, and no shorter, are one word in two spellings.
SPELLING, SHORTEST = 0.8, 4
#: With more words of its own than this, a passage says something else.
MOST_OWN_WORDS = 20
#: A passage is compared with so many of those that rank right before it; copies of one text rank together.
MOST_COMPARED = 8
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS)


def distinct(ranked: RankedEvidence) -> RankedEvidence:
    """The first of each group of copies, with the others beside it; the order stays."""
    passages = ranked.scores.passages
    groups: list[list[int]] = []
    for sharing in _sharing_an_essence(passages.essences[ranked.rows]):
        at = sharing[has_alike(passages.sketches[ranked.rows[sharing]], LEAST_LIKENESS)]
        if len(at):
            copies = _copies(ranked.passages(at.tolist()))
            groups += [at[[first, *others]].tolist() for first, others in copies.items()]
    return ranked.folded(groups) if groups else ranked


def _sharing_an_essence(essences: np.ndarray) -> list[Offsets]:
    """The ranks of the passages that share an essence, for each essence that several have."""
    ranks: defaultdict[int, list[int]] = defaultdict(list)
    for rank, essence in enumerate(essences.tolist()):
        ranks[essence].append(rank)
    return [np.array(own) for essence, own in ranks.items() if essence and len(own) > 1]


def _copies(found: Sequence[StoredPassage]) -> dict[int, list[int]]:
    """Which of some passages, best first, are copies of which earlier one; all have one essence."""
    copies: defaultdict[int, list[int]] = defaultdict(list)
    same_text: dict[str, int] = {}
    kept: list[tuple[int, _Words]] = []
    for place, passage in enumerate(found):
        first = same_text.get(passage.text)
        if first is None:
            words = _Words(passage)
            first = next((at for at, other in kept[-MOST_COMPARED:] if words.copy(other)), None)
            if first is None:
                kept.append((place, words))
                same_text[passage.text] = place
                continue
        copies[first].append(place)
    return copies


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
