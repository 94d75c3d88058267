"""What a story around a question adds to the search: its rarest words that the collection has."""

from __future__ import annotations

from collections.abc import Sequence

from index.search.snapshot import Snapshot
from index.store.other_words import OtherWords
from qa.understand.question_words import question_words

#: So many words go along with the question, each at so much of its weight.
MOST_WORDS, WEIGHT = 5, 0.2


def told_words(story: str, snapshots: Sequence[Snapshot]) -> tuple[OtherWords, ...]:
    """The rarest words of a story in each collection, as words that go along with the question's."""
    words = dict.fromkeys(word.text for word in question_words(story))
    found: dict[str, None] = {}
    for snapshot in snapshots if words else ():
        terms = {word: snapshot.analyzer.content_terms(word) for word in words}
        idf = snapshot.idf({term for own in terms.values() for term in own})
        rarest = sorted(
            (word for word, own in terms.items() if own), key=lambda word: -max(idf[t] for t in terms[word])
        )
        there = (word for word in rarest if snapshot.bm25(word, 1))
        found |= dict.fromkeys(word for word, _ in zip(there, range(MOST_WORDS), strict=False))
    return tuple(OtherWords("", (word,), WEIGHT, is_same=False) for word in found)
