"""The widget's conversation is stored while a tab is open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.widget_server import ANSWER, QUESTION, Site, ask, open_panel

pytestmark = pytest.mark.browser


def test_a_conversation_goes_on_where_the_page_is_loaded_again(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed()
    page = open_panel(open_page(where.foreign))
    ask(page).locator(".actions").wait_for()
    ask(page, "What is tungsten?").locator(".actions").wait_for()
    page.reload()
    turns = open_panel(page).locator(".turn")
    expect(turns).to_have_count(2)
    expect(turns.first.locator(".answer")).to_have_text(f"{ANSWER}1")
    expect(turns.first.locator("mark")).to_have_text(ANSWER)
    expect(turns.last.locator(".answer")).to_have_text("No answer found")
    expect(page.get_by_role("status")).to_have_text("")
    ask(page, "and where?").locator(".actions").wait_for()
    assert [past["question"] for past in where.trouble.asked[-1]["history"]] == [
        QUESTION,
        "What is tungsten?",
    ]
    page.get_by_role("button", name="Start over").click()
    page.reload()
    expect(open_panel(page).locator(".turn")).to_have_count(0)


@pytest.mark.parametrize("kept", ["{", "5", '[{"question": 1}, null, {"question": "q", "response": {}}]'])
def test_what_cannot_be_restored_is_left(
    embed: Callable[..., Site], open_page: Callable[..., Page], kept: str
) -> None:
    where = embed()
    page = open_panel(open_page(where.foreign))
    ask(page).locator(".actions").wait_for()
    page.evaluate("kept => sessionStorage.setItem(sessionStorage.key(0), kept)", kept)
    page.reload()
    expect(open_panel(page).locator(".turn")).to_have_count(0)
    expect(ask(page).locator(".answer")).to_have_text(f"{ANSWER}1")


def test_a_browser_that_keeps_nothing_answers_too(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_page(embed().foreign)
    full = "throw new DOMException('full', 'QuotaExceededError')"
    page.evaluate(f"void (Storage.prototype.setItem = () => {{ {full} }})")
    expect(ask(open_panel(page)).locator(".answer")).to_have_text(f"{ANSWER}1")


def test_a_browser_with_little_room_keeps_the_last_turns(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_panel(open_page(embed().foreign))
    ask(page).locator(".actions").wait_for()
    room = "sessionStorage.getItem(sessionStorage.key(0)).length * 1.5"
    page.evaluate(
        f"""() => {{
          const room = {room};
          const set = Storage.prototype.setItem;
          Storage.prototype.setItem = function (name, text) {{
            if (text.length > room) throw new DOMException("full", "QuotaExceededError");
            set.call(this, name, text);
          }};
        }}"""
    )
    ask(page, "And how many soldiers came?").locator(".actions").wait_for()
    page.reload()
    expect(open_panel(page).locator(".question")).to_have_text(["And how many soldiers came?"])
