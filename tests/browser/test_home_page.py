"""The home page: one field, the collections once, suggestions, files dropped on it, a name and a logo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.documents import Document
from qa.server.app import create_app
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.server.auth.scopes import Scope
from qa.service import Service
from qa.settings import Settings
from tests.support.documents_page import DROP, file, pick
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.widget_server import ANSWER, QUESTION, ask, serving, violations

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


def test_files_dropped_on_the_page_become_documents_that_are_asked(service: Service, open_page: Open) -> None:
    with serving(create_app(service)) as server:
        page = open_page(server)
        expect(page.locator("footer")).to_contain_text("There are no documents yet.")
        assert page.evaluate(DROP, ["soldiers.txt", f"{ANSWER}. Wax is soft."]) is True
        expect(page.locator("#uploads li")).to_have_text(["soldiers.txtadded"])
        pick(page, file("b.txt", "Ice is cold."))
        expect(page.locator("#uploads li").last).to_have_text("b.txtadded")
        expect(ask(page).locator(".answer")).to_contain_text(ANSWER)
        page.reload()
        expect(page.get_by_role("link", name="2 documents")).to_be_visible()


def test_who_may_only_ask_is_offered_no_upload(service: Service, open_page: Open) -> None:
    app = create_app(service)
    store: KeyStore = app.state.gatekeeper.keys
    key = store.create(Grant("reader", scopes=(Scope.ASK,)))
    with serving(app) as server:
        page = open_page(server)
        page.get_by_label("Your key").fill(key.secret)
        page.keyboard.press("Enter")
        page.locator("textarea").wait_for()
        expect(page.locator("footer")).to_have_text(
            "Collection: default There are no documents yet.", use_inner_text=True, ignore_case=False
        )
        expect(page.locator("#upload, #files")).to_have_count(0)


def test_all_collections_are_asked_together_by_a_click(service: Service, open_page: Open) -> None:
    service.ingester.add("default", [Document("d", f"{ANSWER}. Wax is soft.")])
    service.ingester.add("mills", [Document("m", "Marie Hart opened the mill.")])
    with serving(create_app(service)) as server:
        page = open_page(f"{server}/?collection=mills")
        expect(page.locator(".collections [aria-current]")).to_have_text("mills")
        page.get_by_role("link", name="all together").click()
        expect(page.locator(".collections [aria-current]")).to_have_text("all together")
        expect(ask(page).locator(".quotes blockquote, .answer").first).to_contain_text(ANSWER)
        expect(ask(page, "Who opened the mill?").locator(".answer")).to_contain_text("Marie Hart")


def test_the_key_leads_to_the_field(service: Service, open_page: Open) -> None:
    with serving(create_app(service)) as server:
        page = open_page(server)
        page.locator("textarea").wait_for()
        page.keyboard.press("Control+k")
        expect(page.locator("textarea")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_named_page_passes_axe_on_a_phone_and_at_twice_the_size(
    tmp_path: Path, embedder: FakeEmbedder, open_page: Open, scheme: str
) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>')
    name = "Wörterbuchverlagsgesellschaft " * 2
    settings = Settings(home=tmp_path / "home", site_name=name[:60], site_logo=logo)
    service = Service(settings, embedder, FakeReader(whole_sentences=True))
    service.ingester.add("default", [Document("d", f"{ANSWER}. Wax is soft.", title="W" * 120)])
    with serving(create_app(service)) as server:
        page = open_page(server, color_scheme=scheme, viewport={"width": 390, "height": 844})
        page.locator("textarea").wait_for()
        assert page.locator("nav img").evaluate("node => node.complete && node.naturalWidth > 0")
        assert violations(page) == []
        ask(page, QUESTION).locator(".actions").wait_for()
        assert violations(page) == []
        for width in (390, 320, 195):  # the last is 390 at 200%
            page.set_viewport_size({"width": width, "height": 422})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
