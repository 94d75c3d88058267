"""What several tests share."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from index.documents import Document, Span
from index.embed.protocol import PassageText, PassageVectors, QuestionVectors
from qa.read.reader.protocol import Reading, ReadPassage, ScoredSpan
from qa.server.app import create_app
from qa.service import Service
from qa.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.support.widget_server import Site


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
            ScoredSpan(Span(*match.span()), _sureness(asked, match.group()))
            for match in re.finditer(r"[^\s.!?][^.!?\n]*", text)
        ]
        best = sorted(spans, key=lambda span: -span.margin)[:1]
        return Reading(tuple(best), best[0].margin if best else -12.0)


def _sureness(asked: set[str], sentence: str) -> float:
    share = len(asked & _words(sentence)) / len(asked)
    return 20 * share - 8 if share >= 0.4 else -20.0


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


# What a machine may lack ------------------------------------------------------------------------------------

LACKS = "this machine lacks "


def lacks(what: str) -> NoReturn:
    """Skip a test for want of something, loudly; in CI (CI=true) fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(LACKS + what)
    pytest.skip(LACKS + what)


# Browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    lacks("a Chromium on the PATH")


# Without these Chromium calls home at every start.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A Chromium for the tests of a file; as long as it runs, no other event loop does in this thread."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a new context; whatever the page complains of in its console fails the test."""
    complaints: list[str] = []
    contexts = []
    # What the browser itself says of a status or of a server that is not there.
    forgiven = ["Failed to load resource"]

    def opened(address: str, forgive: Sequence[str] = (), **options: Any) -> Page:
        forgiven.extend(forgive)
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not [line for line in complaints if not any(words in line for words in forgiven)]


@pytest.fixture
def embed(service: Service) -> Iterator[Callable[..., Site]]:
    """Puts documents in and the widget on a foreign site with a hostile style and a strict policy."""
    from tests.support.widget_server import EMBEDDED, Site, serving, site, widget_app

    with ExitStack() as stack:

        def embedded(*texts: str, html: str = EMBEDDED, about: str = 'lang="en"', **document: Any) -> Site:
            documents = [Document(f"d{n}", text, **document) for n, text in enumerate(texts)]
            service.ingester.add(
                "default", documents or [Document("d", "Twelve soldiers came. Wax is soft.")]
            )
            app, trouble = widget_app(service)
            server = stack.enter_context(serving(app))
            policy = (
                f"default-src 'none'; script-src {server}; connect-src {server}; style-src 'nonce-x'; "
                "require-trusted-types-for 'script'"
            )
            style = (
                "<style nonce=x>body * { display: none !important; color: red !important; "
                "font: 40px fantasy !important; opacity: 0 !important; letter-spacing: 1em !important }"
                "button { position: absolute; left: -9999px } p, li { background: lime }</style>"
            )
            widget = html.format(server=server)
            body = f"<!doctype html><html {about}><head>{style}<title>Foreign</title></head><body>{widget}"
            foreign = stack.enter_context(serving(site(body + "</body></html>", policy)))
            return Site(server, foreign, trouble)

        yield embedded


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not checked for want of something."""
    skipped = [str(report.longrepr) for report in terminalreporter.getreports("skipped")]
    wanting = [text.split(LACKS, 1)[1].rstrip("')") for text in skipped if LACKS in text]
    for what in sorted(set(wanting)):
        line = f"{wanting.count(what)} tests SKIPPED: {LACKS}{what}"
        terminalreporter.write_sep("!", line, red=True, bold=True)
