"""Correct questions by the words of the collections that they search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.store.protocol import StoreGeneration
from qa.retrieve.known_states import KnownStates
from qa.retrieve.spelling.corrected_question import corrected, unknown_words
from qa.retrieve.spelling.speller import Speller


class Spellers:
    """The speller of each collection's newest generation.  Safe to call from many threads."""

    def __init__(self) -> None:
        self._spellers: KnownStates[Speller] = KnownStates()

    def corrected(self, question: str, snapshots: Sequence[StoreGeneration]) -> str:
        """The question as the collections would spell it; mostly unchanged.

        A word that any of them has is right; the first that knows a better one corrects it.

        Args:
            question: With single spaces between its words.
        """
        unknown = unknown_words(question, _is_written_in(snapshots))
        for snapshot in snapshots if unknown else ():
            if speller := self._of(snapshot):
                spelled = corrected(question, unknown, speller, snapshot)
                if spelled != question:
                    return spelled
        return question

    def _of(self, snapshot: StoreGeneration) -> Speller | None:
        """None while the words of the collection are read."""

        def make() -> Speller | None:
            return None if (words := snapshot.words) is None else Speller(words.counts)

        return self._spellers.get(snapshot, make)


def _is_written_in(snapshots: Sequence[StoreGeneration]) -> Callable[[str], bool]:
    return lambda word: any(snapshot.bm25(word, 1) for snapshot in snapshots)
