"""`qa` with a fake model and small batches: `python -m tests.support.fake_qa sync FOLDER`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from index.embed.protocol import PassageText, PassageVectors
from index.ingest import ingest_files
from qa.cli import app
from qa.cli import open_service as opening
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader

#: So small that a folder of some hundred files has many batches, between which a process can be killed.
BATCH_BYTES = 20_000
#: How many seconds each call of the embedder takes.
SLOWNESS = "SECONDS_PER_EMBEDDING"
#: The file that is made when passages are first embedded.
BEGUN = "EMBEDDING_BEGUN"


class SlowEmbedder(FakeEmbedder):
    """Takes its time for passages."""

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """As the fake does, but later."""
        if begun := os.environ.get(BEGUN):
            Path(begun).touch()
        time.sleep(float(os.environ.get(SLOWNESS, "0")))
        return super().embed_passages(passages)


def main() -> None:
    """Run the command."""

    def open_service(settings: Settings) -> Service:
        return Service(settings, SlowEmbedder(), FakeReader())

    opening.open_service = open_service
    ingest_files.BATCH_BYTES = BATCH_BYTES
    app(sys.argv[1:])


if __name__ == "__main__":
    main()
