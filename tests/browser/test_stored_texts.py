"""What others stored, on every page: markup in any field shows as text, runs nothing and fetches nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from index.documents import Document
from index.ingest.files import document_of_file
from index.ingest.sidecar import DocumentAttributes
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.server.auth.scopes import Scope
from qa.service import Service
from qa.settings import Settings
from qa.suggestions import Suggestion, Suggestions
from tests.support.documents_page import file, pick, server
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.logged import add, logged

__all__ = ["server"]

pytestmark = pytest.mark.browser

#: Without slashes, so that it can be any field; it breaks out of text, attributes, scripts and styles.
MARKUP = "\"'`><img src=x onerror=hit=1><svg onload=hit=2><iframe srcdoc='<script>parent.hit=3<'>"
PIXEL = "<img src=//evil.example/p.png><style>*{background:url(//evil.example/s)}</style>"
SITE = "\"'><img src=x onerror=hit=10><svg onload=hit=11>"
QUESTION = "When does the ferry leave?"
SENTENCE = "The ferry leaves at seven."
NAME = MARKUP[:95]
HTML = f"""<html><head><title>{MARKUP}</title></head><body><h1>&lt;img src=x onerror=hit=4&gt;</h1>
<p>{SENTENCE} <script>hit=5</script><a href="javascript:hit=6">go</a>{PIXEL}</p></body></html>"""
MARKDOWN = f"""# {MARKUP}

{SENTENCE} {PIXEL} [go](javascript:hit=7) ![p](//evil.example/i.png) <script>hit=8</script>

| {MARKUP.replace("|", "")} | b |
| --- | --- |
| <svg onload=hit=9> | 2 |
"""


@pytest.fixture
def service(tmp_path: Path, embedder: FakeEmbedder) -> Service:
    """A service that logs questions, under a name of our own."""
    settings = Settings(home=tmp_path / "home", question_log_days=30, site_name=SITE)
    return Service(settings, embedder, FakeReader(whole_sentences=True))


def fill(service: Service) -> list[str]:
    """Store markup wherever a page shows something; the ids of the documents."""
    about: dict[str, Any] = {"title": MARKUP, "url": f"https://example.org/{quote(MARKUP)}?{MARKUP}"}
    plain = Document(MARKUP, f"{SENTENCE}\n\n{MARKUP}{PIXEL}", metadata={NAME: MARKUP}, source=NAME, **about)
    marked = Document("a.md", MARKDOWN, title=MARKUP, media_type="text/markdown", metadata={"k": MARKUP})
    page = document_of_file(f"{NAME}.html", Path(f"{NAME}.html"), HTML.encode(), DocumentAttributes)
    documents = [plain, marked, page]
    service.ingester.add("default", documents)
    service.ingester.add(NAME, documents)
    return [one.id for one in documents]


@pytest.fixture
def visit(server: str, open_page: Callable[..., Page]) -> Iterator[Callable[[str], Page]]:
    """Opens a page of ours; afterwards no script of a field has run, and nothing was asked elsewhere."""
    pages: list[Page] = []
    foreign: list[str] = []
    ours = urlsplit(server).netloc

    def watch(context: BrowserContext) -> None:
        def handle(route: Route) -> None:
            address = urlsplit(route.request.url)
            if address.scheme.startswith("http") and address.netloc != ours:
                foreign.append(route.request.url)
                route.abort()
            else:
                route.continue_()

        context.route("**/*", handle)

    def visited(path: str) -> Page:
        page = open_page("about:blank", forgive=["Content Security Policy", "Content-Security-Policy"])
        watch(page.context)
        page.goto(f"{server}{path}")
        pages.append(page)
        return page

    yield visited
    assert pages
    for page in pages:
        for frame in page.frames:
            assert frame.evaluate("typeof hit") == "undefined", page.url
        assert page.locator("img[src=x], svg[onload], iframe[srcdoc], script:text('hit')").count() == 0, (
            page.url
        )
    assert foreign == []


def test_every_page_of_documents_shows_markup_as_text(service: Service, visit: Callable[[str], Page]) -> None:
    ids = fill(service)
    for collection in ("default", NAME):
        asked = quote(collection, safe="")
        listed = visit(f"/documents?collection={asked}")
        expect(listed.get_by_text("onerror=hit=1").first).to_be_visible()
        visit(f"/documents?collection={asked}&source={quote(NAME, safe='')}&q=img")
        visit(f"/?collection={asked}")
        for id in ids:
            visit(f"/documents/{quote(id, safe='')}?collection={asked}&start=0&end=20")
    for wrong in ("/documents/", "/documents?collection=", "/sign-in?goal=", "/originals/", "/nowhere/"):
        visit(f"{wrong}{quote(MARKUP, safe='')}")


def test_the_widget_shows_markup_as_text(service: Service, visit: Callable[[str], Page]) -> None:
    fill(service)
    page = visit(f"/?collection={quote(NAME, safe='')}")
    page.get_by_role("textbox").first.fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_text("leaves at seven").first).to_be_visible()
    for opened in page.get_by_role("button").all():
        if opened.is_visible() and opened.is_enabled() and opened.get_attribute("aria-expanded") == "false":
            opened.click()
    page.wait_for_timeout(300)


def test_what_was_asked_and_said_shows_as_text_to_the_owner(
    service: Service, server: str, visit: Callable[[str], Page]
) -> None:
    fill(service)
    said = f"{MARKUP}{PIXEL}"
    for level in ("nothing", "unsure", "answered"):
        for collection in ("default", NAME):
            one = logged(f"{level} {said}", level, answer=said, collections=(collection,), key=("k", NAME))
            add(service.question_log, one, one._replace(id=f"{level}{collection}"))
    for wrong in ("other", "incorrect"):
        vote = {"question": said, "answer": said, "verdict": "down", "generation": 1, "comment": said}
        body = {**vote, "wrong": wrong, "collection": NAME, "standalone": said}
        sent = httpx.post(f"{server}/v1/feedback", json=body, trust_env=False)
        assert sent.status_code == 201, sent.text
    page = visit("/insights")
    for summary in page.locator("main summary").all():
        if summary.is_visible():
            summary.click()
    expect(page.locator(".comment").first).to_contain_text("onerror=hit=1")
    page.get_by_role("button", name="Erase").first.click()
    page.wait_for_timeout(300)
    visit(f"/insights?collection={quote(NAME, safe='')}")


def test_a_question_shows_as_text(service: Service, visit: Callable[[str], Page]) -> None:
    fill(service)
    page = visit("/")
    page.get_by_role("textbox").first.fill(f"{MARKUP}{PIXEL}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("onerror=hit=1").first).to_be_visible()


def test_suggestions_and_the_name_of_the_site_show_as_text(
    service: Service, visit: Callable[[str], Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(service)
    made = Suggestion(question="When <img src=x onerror=hit=12>?", document_title=MARKUP)
    monkeypatch.setattr(Suggestions, "of", lambda *_: [made])
    page = visit("/")
    page.get_by_role("button", name="onerror=hit=12").click()
    expect(page.get_by_text("onerror=hit=10").first).to_be_visible()


def test_a_key_s_name_shows_as_text(service: Service, server: str, visit: Callable[[str], Page]) -> None:
    database = Database(service.settings.home)
    key = KeyStore(database).create(Grant(NAME, (Scope.ADMIN,)))
    database.close()
    page = visit("/sign-in")
    page.locator("input[name=key]").fill(key.secret)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"{server}/sign-in")
    expect(page.get_by_text("onerror=hit=1").first).to_be_visible()


def test_files_and_what_is_done_with_them_show_as_text(
    service: Service, server: str, visit: Callable[[str], Page]
) -> None:
    fill(service)
    page = visit("/documents")
    pick(
        page,
        file(f"{NAME}.txt", "Ice melts."),
        file(f"{NAME}.pdf", b"%PDF-1.7 broken"),
        file(NAME, b"\x7fELF"),
    )
    expect(page.locator("#uploads .failed")).to_have_count(2, timeout=30_000)
    for action in ("Versions", "Delete"):
        page.get_by_role("button", name=f"{action} ").first.click()
        page.wait_for_timeout(300)
    expect(page.locator("dialog")).to_contain_text("onerror=hit=1")
