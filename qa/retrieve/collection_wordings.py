"""What the words of a question are also called in a collection."""

from __future__ import annotations

from collections.abc import Sequence

from index.store.other_words import OtherWords
from index.store.protocol import StoreGeneration
from qa.retrieve.known_states import KnownStates
from qa.understand.parsed_question import ParsedQuestion
from qa.understand.wordings.other_wordings import Wordings


class CollectionWordings:
    """The wordings of each collection's newest generation.  Safe to call from many threads."""

    def __init__(self) -> None:
        self._known: KnownStates[Wordings] = KnownStates()

    def of(self, question: ParsedQuestion, snapshot: StoreGeneration) -> Sequence[OtherWords]:
        """The other wordings of the question's parts, by what the collection explains and by our own list."""

        def make() -> Wordings | None:
            return None if (words := snapshot.words) is None else Wordings(words.abbreviations)

        known = self._known.get(snapshot, make)
        return [] if known is None else known.of(question.text, question.words)
