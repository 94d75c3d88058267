"""The widget with keys: a publishable one on another site, a session on our own page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from index.documents import Document
from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.service import Service
from tests.support.serving import served

pytestmark = pytest.mark.browser

EMBED = """([server, key]) => {
  const script = document.createElement("script");
  script.src = `${server}/widget.js`;
  const chat = document.createElement("sourceline-chat");
  chat.setAttribute("key", key);
  document.head.append(script);
  document.body.append(chat);
}"""


def ask(page: Page) -> None:
    """Ask the widget on the page, and wait for the answer."""
    page.get_by_role("textbox").first.fill("How many soldiers came?")
    page.keyboard.press("Enter")
    page.get_by_text("Twelve soldiers came").first.wait_for()


def test_the_widget_asks_with_its_key_or_a_session(
    service: Service, open_page: Callable[..., Page], sites: tuple[str, str]
) -> None:
    service.ingester.add("default", [Document("war", "Twelve soldiers came.")])
    store = KeyStore(Database(service.settings.home))
    site = store.create(Grant("site", publishable=True, origins=(sites[0],))).secret
    person = store.create(Grant("person")).secret
    with served(service) as address:
        page = open_page(sites[0])
        page.evaluate(EMBED, [address, site])
        ask(page)
        with page.context.expect_page() as opened:
            page.locator("a[href*='ticket=']").first.click()
        assert opened.value.locator("#span").text_content() == "Twelve soldiers came"

        ours = open_page(address)
        ours.get_by_label("Your key").fill(person)
        ours.keyboard.press("Enter")
        ask(ours)
