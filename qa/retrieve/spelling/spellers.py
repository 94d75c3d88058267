"""Correct questions by the words of the collections that they search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.store.catalog.generations import GenerationId
from index.store.protocol import StoreGeneration
from qa.retrieve.spelling.corrected_question import corrected, unknown_words
from qa.retrieve.spelling.speller import Speller


class Spellers:
    """The speller of each collection's newest generation.  Safe to call from many threads."""

    def __init__(self) -> None:
        self._spellers: dict[int, tuple[GenerationId, str, Speller]] = {}

    def corrected(self, question: str, snapshots: Sequence[StoreGeneration]) -> str:
        """The question as the collections would spell it; mostly unchanged.

        A word that any of them has is right; the first that knows a better one corrects it.

        Args:
            question: With single spaces between its words.
        """
        unknown = unknown_words(question, _is_written_in(snapshots))
        for snapshot in snapshots if unknown else ():
            if speller := self._of(snapshot):
                spelled = corrected(question, unknown, speller, snapshot.lexical)
                if spelled != question:
                    return spelled
        return question

    def _of(self, snapshot: StoreGeneration) -> Speller | None:
        """None while the words of the collection are read."""
        key, state = snapshot.collection.key, (snapshot.generation_id, snapshot.moment)
        known = self._spellers.get(key)
        if known is None or known[:2] != state:
            if (words := snapshot.words) is None:
                return None
            known = (*state, Speller(words.counts))
            self._spellers[key] = known
        return known[2]


def _is_written_in(snapshots: Sequence[StoreGeneration]) -> Callable[[str], bool]:
    return lambda word: any(snapshot.bm25(word, 1) for snapshot in snapshots)
