"""A pipeline of Haystack for Hayhooks: hybrid search as its documentation builds it."""

from __future__ import annotations

import importlib
import os
from typing import Any

_base: Any = importlib.import_module("hayhooks").BasePipelineWrapper


class PipelineWrapper(_base):  # type: ignore[misc]
    """BM25 and embedding retrievers over one store, joined by reciprocal rank."""

    def setup(self) -> None:
        """Load the store and build the pipeline."""
        stores = importlib.import_module("haystack.document_stores.in_memory")
        retrievers = importlib.import_module("haystack.components.retrievers.in_memory")
        joiners = importlib.import_module("haystack.components.joiners")
        embedders = importlib.import_module(
            "haystack_integrations.components.embedders.sentence_transformers"
        )
        store = stores.InMemoryDocumentStore.load_from_disk(os.environ["BENCH_STORE"])
        self.pipeline = importlib.import_module("haystack").Pipeline()
        for name, component in {
            "embedder": embedders.SentenceTransformersTextEmbedder(
                model=os.environ["BENCH_MODEL"], progress_bar=False
            ),
            "words": retrievers.InMemoryBM25Retriever(store),
            "vectors": retrievers.InMemoryEmbeddingRetriever(store),
            "join": joiners.DocumentJoiner(join_mode="reciprocal_rank_fusion"),
        }.items():
            self.pipeline.add_component(name, component)
        self.pipeline.connect("embedder.embedding", "vectors.query_embedding")
        self.pipeline.connect("words", "join")
        self.pipeline.connect("vectors", "join")
        self.pipeline.warm_up()

    def run_api(self, question: str, top_k: int) -> list[dict[str, object]]:
        """The best documents for a question."""
        inputs = {
            "embedder": {"text": question},
            "words": {"query": question, "top_k": top_k},
            "vectors": {"top_k": top_k},
            "join": {"top_k": top_k},
        }
        found = self.pipeline.run(inputs)["join"]["documents"]
        return [{"id": one.id, "score": one.score, "text": one.content} for one in found]
