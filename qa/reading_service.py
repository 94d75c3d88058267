"""A service as an audience sees it: what it may not see is neither found, counted nor shown."""

from __future__ import annotations

from typing import Protocol

from index.access import Audience
from index.embed.protocol import Embedder
from index.store.catalog import Catalog, collections, documents, originals
from index.store.catalog.originals import StoredOriginal
from index.store.catalog.seen_catalog import SeenCatalog
from index.store.passage_index import PassageIndex
from index.store.seen_collections import SeenCollections
from qa.feedback.store import FeedbackStore
from qa.page_pictures import PagePictures
from qa.pipeline import Pipeline
from qa.schemas import AskQuery, AskResponse, Query, SearchResponse
from qa.settings import Settings


class Readable(Protocol):
    """A service to be asked and read, by someone who sees everything or by an audience."""

    settings: Settings
    feedback: FeedbackStore
    page_pictures: PagePictures

    @property
    def index(self) -> PassageIndex | SeenCollections:
        """What is searched and read."""

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""

    @property
    def pipeline(self) -> Pipeline:
        """Answers questions."""

    def search(self, query: Query) -> SearchResponse:
        """Rank passages."""

    def ask(self, query: AskQuery) -> AskResponse:
        """Answer or abstain."""

    def original(
        self, collection: str, document_id: str, version: str = "", source: str = ""
    ) -> StoredOriginal:
        """The file of a version."""


class Whole(Readable, Protocol):
    """A service of which an audience sees some."""

    @property
    def index(self) -> PassageIndex:
        """All there is."""


class ReadingService:
    """What an audience may ask and read of a service.

    Args:
        whole: The service.
        audience: Who asks.
    """

    def __init__(self, whole: Whole, audience: Audience) -> None:
        self._whole = whole
        self.settings = whole.settings
        self.feedback = whole.feedback
        self.page_pictures = whole.page_pictures
        self.index = whole.index.seen_by(audience)

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""
        return self._whole.embedder

    @property
    def pipeline(self) -> Pipeline:
        """Answers questions from what the audience sees."""
        return self._whole.pipeline.over(self.index)

    def search(self, query: Query) -> SearchResponse:
        """Rank passages.  Raises as `Service.search`."""
        return self.pipeline.search(query)

    def ask(self, query: AskQuery) -> AskResponse:
        """Answer or abstain.  Raises as `Service.ask`."""
        return self.pipeline.ask(query)

    def original(
        self, collection: str, document_id: str, version: str = "", source: str = ""
    ) -> StoredOriginal:
        """The file of a version.  Raises as `Service.original`."""
        return original(self.index.catalog, collection, document_id, version, source)


def original(
    catalog: Catalog | SeenCatalog, collection: str, document_id: str, version: str = "", source: str = ""
) -> StoredOriginal:
    """The file of a version, by default of the current one.  Raises `NotFound`, `Ambiguous`."""
    with catalog.reading() as db:
        found = collections.find(db, collection)
        row = documents.show(db, found, document_id, source, version)
        return originals.show(db, found, document_id, version or row.version, row.source)
