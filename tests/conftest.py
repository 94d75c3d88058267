"""What several tests share."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from index.documents import Span
from index.embed import PassageText, PassageVectors, QuestionVectors
from qa.api.app import create_app
from qa.reader.seam import Reading, ReadPassage, ScoredSpan
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
                np.rint(self._tokens(passage.text) * 127).astype(np.int8),
                np.array(
                    [len(self.token_starts(span.of(passage.text))) for span in passage.sentences], np.int32
                ),
            )
            for passage in passages
        ]

    def embed_questions(self, questions: Sequence[str]) -> list[QuestionVectors]:
        """Vectors for each question."""
        return [
            QuestionVectors(self._vector(q), self._tokens(q), tuple(self.token_starts(q))) for q in questions
        ]

    def _tokens(self, text: str) -> NDArray[np.float32]:
        words = re.findall(r"\w+|[^\w\s]", text)
        return np.stack([self._vector(word) for word in words]) if words else np.empty((0, 64), np.float32)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-3, np.float32)
        for word in re.findall(r"\w+", text.lower()):
            digest = hashlib.sha256(word.encode()).digest()
            vector[digest[0] % self.dimension] += 1.0 if digest[1] % 2 else -1.0
        return vector / np.linalg.norm(vector)


class FakeReader:
    """A `Reader` whose answer is the sentence that shares most words with the question."""

    identity: Mapping[str, object] = {"name": "fake", "revision": "fake"}

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """Sure of a sentence that has two in five of the question's words, sure of nothing else."""
        asked = _words(question)
        return [self._reading(asked, passage.text) for passage in passages]

    def _reading(self, asked: set[str], text: str) -> Reading:
        spans = [
            ScoredSpan(Span(*match.span()), 20 * len(asked & _words(match.group())) / len(asked) - 8)
            for match in re.finditer(r"[^\s.!?][^.!?\n]*", text)
        ]
        best = sorted(spans, key=lambda span: -span.margin)[:1]
        return Reading(tuple(best), best[0].margin if best else -12.0)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) or {""}


@pytest.fixture
def embedder() -> FakeEmbedder:
    """A fake model."""
    return FakeEmbedder()


# The service behind HTTP ---------------------------------------------------------------------------------


@pytest.fixture
def service(tmp_path: Path, embedder: FakeEmbedder) -> Service:
    """A service over an empty folder."""
    return Service(Settings(home=tmp_path / "home"), embedder, FakeReader())


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


# Browser ---------------------------------------------------------------------------------------------------

NO_BROWSER = "no Chromium on the PATH: browser tests check nothing here"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test is skipped, or fails where CI=true."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    if os.environ.get("CI") == "true":
        pytest.fail(NO_BROWSER)
    pytest.skip(NO_BROWSER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not checked for want of a browser."""
    skipped = [
        report for report in terminalreporter.getreports("skipped") if NO_BROWSER in str(report.longrepr)
    ]
    if skipped:
        line = f"{len(skipped)} browser tests SKIPPED: install chromium and run them"
        terminalreporter.write_sep("!", line, red=True, bold=True)
