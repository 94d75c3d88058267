"""Everything put together: settings -> embedder, index, ingest, ask."""

from __future__ import annotations

from functools import cached_property

from index.embed import Embedder
from index.ingest import Ingester
from index.passage_index import PassageIndex
from index.sentence_transformer import SentenceTransformerEmbedder
from qa.ask import Asker
from qa.batching import MicroBatcher
from qa.schemas import AskQuery, AskResponse, Query, SearchResponse
from qa.settings import Settings


class Service:
    """One data folder, open for questions and documents.  Safe to call from many threads.

    Args:
        settings: Where the data lives, which model, how to answer.
        embedder: Used in place of the settings' model.

    Raises:
        IndexMismatch: The data folder holds another model's vectors.
    """

    def __init__(self, settings: Settings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self.index = PassageIndex(settings.home)
        self._given = embedder

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model; loaded at first use, which takes seconds."""
        if self._given is not None:
            return self._given
        return SentenceTransformerEmbedder(
            self.settings.embedding_model,
            question_prompt=self.settings.question_prompt,
            passage_prompt=self.settings.passage_prompt,
        )

    @cached_property
    def ingester(self) -> Ingester:
        """Takes documents."""
        return Ingester(self.index, self.embedder, self.settings.passage_sizes)

    @cached_property
    def asker(self) -> Asker:
        """Answers questions."""
        self.index.catalog.check_model(self.embedder.identity)
        return Asker(self.index, MicroBatcher(self.embedder), self.settings.threshold)

    def warm(self) -> None:
        """Load what the first question needs."""
        self.asker.embedder.embed("warm")
        self.ingester  # noqa: B018

    def search(self, query: Query) -> SearchResponse:
        """Rank passages.  Raises `NotFound`, `InvalidInput`."""
        return self.asker.search(query)

    def ask(self, query: AskQuery) -> AskResponse:
        """Answer or abstain.  Raises `NotFound`, `InvalidInput`."""
        return self.asker.ask(query)
