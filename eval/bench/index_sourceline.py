"""Index a file of JSON lines into a new data folder; prints the documents and what they took as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from functools import partial
from pathlib import Path

from qa.cli.matrix_threads import one_matrix_thread

one_matrix_thread()  # as `qa` does, before numpy is imported

from eval.bench.texts import read_lines  # noqa: E402
from index.documents import Span  # noqa: E402
from index.embed.protocol import PassageText  # noqa: E402
from index.ingest.overlapping import overlapped  # noqa: E402
from qa.service import Service  # noqa: E402
from qa.settings import Settings  # noqa: E402

#: Documents that become searchable together.
BATCH = 500
#: Passages with which the network for many is loaded.
WARM = 32


def main(path: Path, home: Path) -> None:
    """Index `path` into `home`; loading the model is not counted."""
    documents = read_lines(path)
    service = Service(Settings(home=home))
    service.embedder.embed_passages([PassageText("", "warm", (Span(0, 4),))] * WARM)
    start, used = time.perf_counter(), time.process_time()
    batches = [documents[at : at + BATCH] for at in range(0, len(documents), BATCH)]
    deque(overlapped(partial(service.ingester.add, "default"), batches), maxlen=0)  # as `qa ingest` does
    service.index.snapshot("default").columns.catch_up()
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    print(json.dumps({"documents": len(documents), "seconds": seconds, "cpu": cpu}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
