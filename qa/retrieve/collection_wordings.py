"""What the words of a question are also called in a collection."""

from __future__ import annotations

from collections.abc import Sequence

from index.store.catalog.generations import GenerationId
from index.store.other_words import OtherWords
from index.store.protocol import StoreGeneration
from qa.understand.parsed_question import ParsedQuestion
from qa.understand.wordings.other_wordings import Wordings


class CollectionWordings:
    """The wordings of each collection's newest generation.  Safe to call from many threads."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[GenerationId, str, Wordings]] = {}

    def of(self, question: ParsedQuestion, snapshot: StoreGeneration) -> Sequence[OtherWords]:
        """The other wordings of the question's parts, by what the collection explains and by our own list."""
        key, state = snapshot.collection.key, (snapshot.generation_id, snapshot.moment)
        known = self._known.get(key)
        if known is None or known[:2] != state:
            if (words := snapshot.words) is None:
                return []
            known = (*state, Wordings(words.abbreviations))
            self._known[key] = known
        return known[2].of(question.text, question.words)
