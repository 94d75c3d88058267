"""What several tests share."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from index.embed import PassageText, PassageVectors
from qa.api.app import create_app
from qa.service import Service
from qa.settings import Settings


class WordCounter:
    """A `TokenCounter` whose tokens are words and single marks."""

    def token_starts(self, text: str) -> list[int]:
        """Where each word or mark starts."""
        return [match.start() for match in re.finditer(r"\w+|[^\w\s]", text)]


class FakeEmbedder(WordCounter):
    """An `Embedder` of hashed words: texts that share words are near, and nothing is loaded."""

    dimension = 64
    max_tokens = 256

    def __init__(self, name: str = "fake") -> None:
        self.identity: Mapping[str, object] = {"name": name, "revision": name, "dimension": self.dimension}
        self.embedded = 0

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """A vector for each passage and each of its sentences."""
        self.embedded += len(passages)
        return [
            PassageVectors(
                self._vector(f"{passage.context} {passage.text}"),
                np.stack([self._vector(span.of(passage.text)) for span in passage.sentences]),
            )
            for passage in passages
        ]

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """A vector for each question."""
        return np.stack([self._vector(question) for question in questions])

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-3, np.float32)
        for word in re.findall(r"\w+", text.lower()):
            digest = hashlib.sha256(word.encode()).digest()
            vector[digest[0] % self.dimension] += 1.0 if digest[1] % 2 else -1.0
        return vector / np.linalg.norm(vector)


@pytest.fixture
def embedder() -> FakeEmbedder:
    """A fake model."""
    return FakeEmbedder()


# The service behind HTTP ---------------------------------------------------------------------------------


@pytest.fixture
def service(tmp_path: Path, embedder: FakeEmbedder) -> Service:
    """A service over an empty folder."""
    return Service(Settings(home=tmp_path / "home"), embedder)


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    """A client of a running application that is ready."""
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        until(lambda: client.get("/ready").status_code == 200)
        yield client


def until(happened: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)
