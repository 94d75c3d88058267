"""Index a file of JSON lines into a new data folder; prints the documents and the seconds as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from qa.cli.matrix_threads import one_matrix_thread

one_matrix_thread()  # as `qa` does, before numpy is imported

from index.documents import Document  # noqa: E402
from qa.service import Service  # noqa: E402
from qa.settings import Settings  # noqa: E402

#: Documents that become searchable together.
BATCH = 1000


def main(path: Path, home: Path) -> None:
    """Index `path` into `home`; loading the model is not counted."""
    with path.open(encoding="utf-8") as lines:
        documents = [Document(one["id"], one["text"], one["title"]) for one in map(json.loads, lines)]
    service = Service(Settings(home=home))
    service.embedder.embed_questions(["warm"])
    start = time.perf_counter()
    for at in range(0, len(documents), BATCH):
        service.ingester.add("default", documents[at : at + BATCH])
    service.index.snapshot("default").columns.catch_up()
    print(json.dumps({"documents": len(documents), "seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
