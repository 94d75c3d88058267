"""The page of a cited document in a browser: following a citation shows the quote."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from index.documents import Document
from qa.schemas import AskQuery
from qa.server.app import create_app
from qa.service import Service
from tests.support.waiting import until

pytestmark = pytest.mark.browser

LONG = "\n\n".join(f"Paragraph {n} tells of nothing at all." for n in range(300))
TEXT = f"{LONG}\n\nTwelve soldiers came <b>& 😀 went</b>.\n\n{LONG}"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    """Where a service with one long document runs."""
    server = uvicorn.Server(uvicorn.Config(create_app(service), port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def test_a_citation_leads_to_the_quote_in_view(service: Service, address: str, page: Page) -> None:
    service.ingester.add("default", [Document("a b/ü.txt", TEXT, title="Soldiers")])
    response = service.ask(AskQuery(question="How many soldiers came?", abstain=False))
    assert response.answer is not None
    (citation,) = response.answer.citations
    page.goto(address + citation.url)
    quote = page.locator("#span")
    assert quote.text_content() == citation.cited_text == "Twelve soldiers came <b>& 😀 went</b>"
    box = quote.bounding_box()
    assert box is not None
    assert page.viewport_size is not None
    assert 0 <= box["y"] < page.viewport_size["height"]
    assert page.evaluate("scrollY") > 0
