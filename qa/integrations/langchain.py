"""A retriever for LangChain: `chain = retriever | ...`."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, PrivateAttr, SecretStr

from qa.client import AsyncClient, Client
from qa.client.connection import URL
from qa.client.fields import QueryFields
from qa.integrations.passages import metadata_of, passage_id
from qa.schemas import RankedPassage


class SourcelineRetriever(BaseRetriever):
    """Passages of a running server, best first.  Raises `qa.client.ClientError`.

    Args:
        url: The server's address.
        key: An API key, if the server needs one.
        query: What `Client.search` takes beside the question: `collection`, `top_k`, `filters`, ...
    """

    url: str = URL
    key: SecretStr | None = None
    query: QueryFields = Field(default_factory=QueryFields)
    _client: Client = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Make the client; nothing is sent yet."""
        self._client = Client(self.url, self._secret())

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [self._document(one) for one in self._client.search(query, **self.query).passages]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        # For this call alone: the connections of a client belong to one event loop.
        async with AsyncClient(self.url, self._secret()) as client:
            found = await client.search(query, **self.query)
        return [self._document(one) for one in found.passages]

    def _secret(self) -> str | None:
        return self.key.get_secret_value() if self.key else None

    def _document(self, passage: RankedPassage) -> Document:
        metadata = {**metadata_of(passage, self.url), "score": passage.score}
        return Document(id=passage_id(passage), page_content=passage.text, metadata=metadata)
