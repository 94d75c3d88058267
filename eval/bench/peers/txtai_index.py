"""Index a file of JSON lines with txtai; runs in txtai's own environment.

Prints the documents and the seconds as JSON.
"""

from __future__ import annotations

import importlib
import json
import sys
import time


def main(path: str, home: str, model: str) -> None:
    """Index `path` into the folder `home` with the embedding model in a folder; loading is not counted."""
    with open(path, encoding="utf-8") as lines:
        rows = [(one["id"], f"{one['title']}\n{one['text']}", None) for one in map(json.loads, lines)]
    embeddings = importlib.import_module("txtai").Embeddings(path=model, hybrid=True, content=True)
    embeddings.batchtransform(["warm"])
    start, used = time.perf_counter(), time.process_time()
    embeddings.index(rows)
    embeddings.save(home)
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    print(json.dumps({"documents": len(rows), "seconds": seconds, "cpu": cpu}))


if __name__ == "__main__":
    main(*sys.argv[1:])
