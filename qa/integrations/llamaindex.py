"""A retriever for LlamaIndex: `RetrieverQueryEngine.from_args(retriever)`."""

from __future__ import annotations

from typing import Unpack

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

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

    def __init__(self, url: str = URL, key: str | None = None, **query: Unpack[QueryFields]) -> None:
        super().__init__()
        self._url = url
        self._key = key
        self._query = query
        self._client = Client(url, key)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._client.search(query_bundle.query_str, **self._query)
        return [self._node(passage) for passage in found.passages]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        # For this call alone: the connections of a client belong to one event loop.
        async with AsyncClient(self._url, self._key) as client:
            found = await client.search(query_bundle.query_str, **self._query)
        return [self._node(passage) for passage in found.passages]

    def _node(self, passage: RankedPassage) -> NodeWithScore:
        metadata = metadata_of(passage, self._url)
        node = TextNode(id_=passage_id(passage), text=passage.text, metadata=metadata)
        # The model sees whose words they are; offsets and hashes would only cost it tokens.
        node.excluded_llm_metadata_keys = [name for name in metadata if name != "document_title"]
        return NodeWithScore(node=node, score=passage.score)
