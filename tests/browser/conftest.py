"""Fixtures of the browser tests: a Chromium, pages that must not complain, the widget on another site."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from index.documents import Document
from qa.service import Service
from qa.settings import Settings
from tests.support.chromium import CHROMIUM_ARGUMENTS
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.machine import lacks
from tests.support.websites import two_websites
from tests.support.widget_server import EMBEDDED, Site, serving, site, widget_app

#: How long a page is waited for.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def service(tmp_path: Path, embedder: FakeEmbedder) -> Service:
    """A service over an empty folder, that answers with whole sentences; see `test_short_answers.py`."""
    return Service(Settings(home=tmp_path / "home"), embedder, FakeReader(whole_sentences=True))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    lacks("a Chromium on the PATH")


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """A Chromium for this folder; as long as it runs, no other event loop does in this thread."""
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
        page.set_default_timeout(PATIENCE_MS)
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


@pytest.fixture
def sites() -> Iterator[tuple[str, str]]:
    """The origins of two other websites."""
    with two_websites() as origins:
        yield origins
