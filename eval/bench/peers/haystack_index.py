"""Index a file of JSON lines with Haystack; runs in Haystack's own environment.

Prints the documents and the seconds as JSON.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path


def main(path: str, home: str, model: str) -> None:
    """Index `path` into the folder `home` with the embedding model in a folder; loading is not counted."""
    document = importlib.import_module("haystack").Document
    stores = importlib.import_module("haystack.document_stores.in_memory")
    embedders = importlib.import_module("haystack_integrations.components.embedders.sentence_transformers")
    with open(path, encoding="utf-8") as lines:
        rows = [
            document(id=one["id"], content=f"{one['title']}\n{one['text']}") for one in map(json.loads, lines)
        ]
    embedder = embedders.SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    embedder.warm_up()
    embedder.run(rows[:1])
    Path(home).mkdir(parents=True)
    start, used = time.perf_counter(), time.process_time()
    store = stores.InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(embedder.run(rows)["documents"])
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    store.save_to_disk(f"{home}/store.json")  # not counted: it is no way to store much
    print(json.dumps({"documents": len(rows), "seconds": seconds, "cpu": cpu}))


if __name__ == "__main__":
    main(*sys.argv[1:])
