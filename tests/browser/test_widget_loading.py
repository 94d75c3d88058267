"""What a page loads of the widget, and when: little before anybody comes near its button."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.waiting import until
from tests.support.widget_server import ANSWER, EMBEDDED, QUESTION, Site, ask, open_panel, violations

pytestmark = pytest.mark.browser

Embed = Callable[..., Site]
Open = Callable[..., Page]
MODULE = "**/widget-*.js*"
INLINE = '<script async src="{server}/widget.js"></script><sourceline-chat key="pk_test"></sourceline-chat>'
LOST = "The server cannot be reached."


class Held:
    """A module that is on its way until a test lets it come.

    Attributes:
        asked: The addresses that were asked for.
    """

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self._waiting: list[Route] = []
        self._is_held = True
        page.route(MODULE, self._hold)

    def _hold(self, route: Route) -> None:
        self.asked.append(route.request.url)
        if self._is_held:
            self._waiting.append(route)
        else:
            route.continue_()

    def come(self) -> None:
        """Let it come, and all that is asked for from now on."""
        self._is_held = False
        for route in self._waiting:
            route.continue_()


def blank(embed: Embed, open_page: Open, html: str = EMBEDDED, **options: str) -> tuple[Page, Held, str]:
    """A page that shows nothing yet, what it will load, and the address of the site with the widget."""
    where = embed(html=html)
    page = open_page("about:blank", forgive=["ERR_"], **options)
    return page, Held(page), where.foreign


def test_a_page_loads_the_conversation_when_somebody_comes_near(embed: Embed, open_page: Open) -> None:
    page, held, foreign = blank(embed, open_page)
    page.goto(foreign, wait_until="networkidle")
    launcher = page.get_by_role("button", name="Ask the documents")
    launcher.wait_for()
    assert held.asked == []
    launcher.hover()
    until(lambda: page.evaluate("1") and bool(held.asked))
    held.come()
    launcher.click()
    expect(ask(page).locator(".quotes blockquote")).to_have_text(f"{ANSWER}.")
    assert len(held.asked) == 1
    # Whoever has asked sees the conversation on the next page, too.
    page.unroute(MODULE)
    page.reload()
    expect(page.locator("sourceline-chat[begun]")).to_have_count(1)


@pytest.mark.parametrize("html", [EMBEDDED, INLINE])
def test_what_is_typed_meanwhile_is_not_lost(embed: Embed, open_page: Open, html: str) -> None:
    page, held, foreign = blank(embed, open_page, html)
    page.goto(foreign)
    if html == EMBEDDED:
        page.keyboard.press("Control+k")
    else:
        page.locator("textarea").focus()
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("How many soldiers")
    until(lambda: page.evaluate("1") and bool(held.asked))
    held.come()
    page.locator(".main:visible").wait_for()
    page.keyboard.type(" came?\n")
    expect(page.locator(".question")).to_have_text(QUESTION)
    expect(page.locator(".quotes blockquote")).to_have_text(f"{ANSWER}.")


def test_a_question_that_was_sent_meanwhile_is_asked(embed: Embed, open_page: Open) -> None:
    page, held, foreign = blank(embed, open_page)
    page.goto(foreign)
    page.get_by_role("button", name="Ask the documents").click()
    page.keyboard.type(QUESTION + "\n")
    until(lambda: page.evaluate("1") and bool(held.asked))
    held.come()
    expect(page.locator(".quotes blockquote")).to_have_text(f"{ANSWER}.")
    expect(page.locator("textarea")).to_have_value("")


@pytest.mark.parametrize("html", [EMBEDDED, INLINE])
def test_what_cannot_be_loaded_is_said_and_tried_again(embed: Embed, open_page: Open, html: str) -> None:
    where = embed(html=html)
    page = open_page("about:blank", forgive=["ERR_"])
    page.add_init_script(
        "failures = []; addEventListener('sourceline-failure', event => failures.push(event.detail.kind))"
    )
    page.route(MODULE, lambda route: route.abort())
    page.goto(where.foreign)
    if html == EMBEDDED:
        open_panel(page)
    expect(page.get_by_role("alert")).to_contain_text(LOST)
    expect(page.locator("textarea")).to_be_visible()
    assert set(page.evaluate("failures")) == {"lost"}
    assert violations(page, "sourceline-chat") == []
    page.unroute(MODULE)
    page.get_by_role("button", name="Try again").click()
    expect(ask(page).locator(".quotes blockquote")).to_have_text(f"{ANSWER}.")


def test_a_panel_without_a_conversation_can_be_closed(embed: Embed, open_page: Open) -> None:
    page, held, foreign = blank(embed, open_page, color_scheme="dark")
    page.goto(foreign)
    open_panel(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, "sourceline-chat") == []
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    held.come()
    page.keyboard.press("Enter")
    expect(ask(page).locator(".quotes blockquote")).to_have_text(f"{ANSWER}.")
