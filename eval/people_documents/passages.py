"""The passages of people's documents, as the service cuts and finds them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from eval.corpus import open_corpus
from index.documents import Document
from index.store.catalog.passages import StoredPassage
from qa.query_fields import LONGEST_QUESTION
from qa.schemas import Query
from qa.service import Service
from qa.settings import Settings

#: Passages of a document; none of these documents has so many.
MOST = 100


class DocumentPassages:
    """A service over some documents.

    Args:
        documents: Indexed in a temporary folder, which a second call finds ready.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        shown = Console()
        self._service: Service = open_corpus(
            documents, Settings(), lambda done, of: shown.print(f"{done}/{of} characters are indexed")
        )

    def of(self, document: Document) -> list[StoredPassage]:
        """The passages of a document, in its order."""
        query = Query(question=document.title, top_k=MOST, filters={"document_id": document.id})
        found = self._service.pipeline.rank(query).evidence
        return sorted((one.passage for one in found), key=lambda passage: passage.span.start)

    def found(self, question: str, most: int) -> list[StoredPassage]:
        """The passages that are found first for a question."""
        ranking = self._service.pipeline.rank(Query(question=question[:LONGEST_QUESTION], top_k=most))
        return [one.passage for one in ranking.evidence[:most]]
