"""A retriever for Haystack's pipelines."""

from __future__ import annotations

from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict
from haystack.utils import Secret

from qa.client import AsyncClient, Client
from qa.client.connection import URL
from qa.client.fields import QueryFields
from qa.integrations.passages import metadata_of, passage_id
from qa.schemas import RankedPassage


@component
class SourcelineRetriever:
    """Passages of a running server, best first.  Raises `qa.client.ClientError`.

    Args:
        url: The server's address.
        key: An API key, if the server needs one: `Secret.from_env_var("SOURCELINE_API_KEY")`.
        query: What `Client.search` takes beside the question: `collection`, `top_k`, `filters`, ...
    """

    def __init__(self, url: str = URL, key: Secret | None = None, query: QueryFields | None = None) -> None:
        self.url = url
        self.key = key
        self.query = query or QueryFields()
        self._client = Client(url, self._secret())

    @component.output_types(documents=list[Document])
    def run(self, query: str, filters: dict[str, Any] | None = None) -> dict[str, list[Document]]:
        """The passages nearest to `query`; `filters` take the place of those that were set."""
        found = self._client.search(query, **self._fields(filters))
        return {"documents": [self._document(passage) for passage in found.passages]}

    @component.output_types(documents=list[Document])
    async def run_async(self, query: str, filters: dict[str, Any] | None = None) -> dict[str, list[Document]]:
        """The same, awaited."""
        # For this call alone: the connections of a client belong to one event loop.
        async with AsyncClient(self.url, self._secret()) as client:
            found = await client.search(query, **self._fields(filters))
        return {"documents": [self._document(passage) for passage in found.passages]}

    def to_dict(self) -> dict[str, Any]:
        """The component as a pipeline stores it."""
        key = self.key.to_dict() if self.key else None
        stored: dict[str, Any] = default_to_dict(self, url=self.url, key=key, query={**self.query})
        return stored

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> SourcelineRetriever:
        """The component that `to_dict` stored."""
        if key := data["init_parameters"].get("key"):
            data["init_parameters"]["key"] = Secret.from_dict(key)
        made: SourcelineRetriever = default_from_dict(cls, data)
        return made

    def _fields(self, filters: dict[str, Any] | None) -> QueryFields:
        return {**self.query, "filters": filters} if filters else self.query

    def _secret(self) -> str | None:
        return self.key.resolve_value() if self.key else None

    def _document(self, passage: RankedPassage) -> Document:
        metadata = metadata_of(passage, self.url)
        return Document(id=passage_id(passage), content=passage.text, meta=metadata, score=passage.score)
