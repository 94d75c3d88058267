"""The home page's stored conversation belongs to the session that made it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from index.documents import Document
from qa.server.app import create_app
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.service import Service
from tests.support.widget_server import ANSWER, ask, serving

pytestmark = pytest.mark.browser


def sign_in(page: Page, secret: str) -> None:
    """Give a key to the form that stands in place of the page."""
    page.get_by_label("Your key").fill(secret)
    page.get_by_label("Your key").press("Enter")
    page.locator("textarea").wait_for()


def test_a_session_that_has_ended_leads_to_signing_in_and_back(
    service: Service, open_page: Callable[..., Page]
) -> None:
    service.ingester.add("default", [Document("d", f"{ANSWER}.")])
    app = create_app(service)
    store: KeyStore = app.state.gatekeeper.keys
    old, new = (store.create(Grant(name)) for name in ("old", "new"))
    with serving(app) as server:
        page = open_page(f"{server}/?collection=default", viewport={"width": 390, "height": 500})
        sign_in(page, old.secret)
        expect(ask(page).locator(".ref")).to_have_text("1")
        store.revoke(old.key.id)
        turn = ask(page)
        expect(turn.locator(".answer")).to_have_text("You are signed out.")
        expect(page.get_by_role("status")).to_have_text("You are signed out.")
        link = turn.get_by_role("link", name="Sign in")
        expect(link).to_be_in_viewport(ratio=1)
        link.click()
        sign_in(page, new.secret)
        assert page.url == f"{server}/?collection=default"
        # That was another key's conversation.
        expect(page.locator(".turn")).to_have_count(0)
        expect(ask(page).locator(".ref")).to_have_text("1")
        page.reload()
        expect(page.locator(".turn")).to_have_count(1)
        with page.expect_navigation():
            page.get_by_role("button", name="Sign out").click()
        page.goto(server)
        sign_in(page, new.secret)
        expect(page.locator(".turn")).to_have_count(0)
