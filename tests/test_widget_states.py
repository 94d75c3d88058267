"""The widget in all its states: focus, languages, looks, hostile documents; and what axe says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.widget_server import (
    ANSWER,
    QUESTION,
    Site,
    ask,
    open_panel,
    violations,
)

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
INLINE = (
    '<script async src="{server}/widget.js"></script>'
    '<sourceline-chat server="{server}/" lang="de" theme="dark"></sourceline-chat>'
)


# Focus and speech ------------------------------------------------------------------------------------------


def test_the_panel_takes_the_focus_and_gives_it_back(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_page(embed().foreign)
    launcher = page.get_by_role("button", name="Ask the documents")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    launcher.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Ask the documents")
    expect(panel).to_be_visible()
    expect(panel.get_by_role("textbox", name="Your question")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(panel.get_by_role("region", name="Questions and answers")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(launcher).to_be_focused()


def test_an_answer_is_announced_once(embed: Callable[..., Site], open_page: Callable[..., Page]) -> None:
    page = open_panel(open_page(embed().foreign))
    page.evaluate(
        """() => {
          window.said = [];
          const root = document.querySelector("sourceline-chat").shadowRoot;
          const live = [...root.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]")];
          const heard = () => said.push(live.map((region) => region.textContent).join("|"));
          for (const region of live) {
            const all = { childList: true, subtree: true, characterData: true };
            new MutationObserver(heard).observe(region, all);
          }
        }"""
    )
    ask(page).locator(".ref").wait_for()
    assert page.evaluate("said") == ["Looking through the documents…", f"Answer: {ANSWER}. 1 quote."]


# Looks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_needs_no_sideways_scrolling(
    embed: Callable[..., Site], open_page: Callable[..., Page], width: int
) -> None:
    long = "Nine soldiers came " + "a" * 200
    where = embed(f"{ANSWER}.", long, title="t" * 200, published="2024-11-05")
    for address in (where.foreign, where.server):
        page = open_page(address, viewport={"width": width, "height": 800})
        if address == where.foreign:
            open_panel(page)
        ask(page).locator(".actions").wait_for()
        ask(page, "What is tungsten?").locator("summary").click()
        scroller = page.locator(".scroll")
        assert scroller.evaluate("node => node.scrollWidth - node.clientWidth") == 0
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for edge in page.locator(".turn, form, button:visible").all():
            box = edge.bounding_box()
            assert box is None or (box["x"] >= -1 and box["x"] + box["width"] <= width + 1)


def test_arabic_goes_from_right_to_left(embed: Callable[..., Site], open_page: Callable[..., Page]) -> None:
    page = open_page(embed(about='lang="ar" dir="rtl"').foreign)
    page.get_by_role("button", name="اسأل الوثائق").click()
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["x"] < 100
    turn = ask(page)
    expect(turn.locator(".aside")).to_contain_text("احتمال الصحة")
    expect(page.locator(".conversation")).to_have_css("direction", "rtl")
    expect(turn.locator(".answer")).to_have_css("direction", "ltr")


def test_attributes_change_language_and_look(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_page(embed().foreign, color_scheme="dark")
    panel = open_panel(page).locator(".panel")
    expect(panel).to_have_css("background-color", "rgb(27, 29, 32)")
    page.evaluate("document.querySelector('sourceline-chat').setAttribute('theme', 'light')")
    expect(panel).to_have_css("background-color", "rgb(255, 255, 255)")
    page.evaluate("document.querySelector('sourceline-chat').setAttribute('lang', 'de-AT')")
    page.get_by_role("button", name="Die Dokumente befragen").click()
    page.evaluate("document.body.style.setProperty('--sourceline-accent', 'rgb(120, 0, 60)')")
    expect(page.get_by_role("button", name="Fragen")).to_have_css("background-color", "rgb(120, 0, 60)")


def test_an_element_stands_in_the_page_and_is_themed_by_it(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_page(embed(html=INLINE).foreign)
    expect(page.get_by_role("region", name="Die Dokumente befragen")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("textbox", name="Ihre Frage").focus()
    expect(ask(page).locator(".ref")).to_have_text("1")
    expect(page.locator(".conversation")).to_have_css("background-color", "rgb(27, 29, 32)")


def test_motion_is_reduced_where_that_is_wished(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_panel(open_page(embed().foreign, reduced_motion="reduce"))
    ask(page).locator(".ref").wait_for()
    expect(page.locator(".scroll")).to_have_css("scroll-behavior", "auto")
    assert page.locator(".quotes li").evaluate("node => getComputedStyle(node).transitionProperty") != ""
    expect(page.locator(".quotes li")).to_have_css("transition-duration", "0s")


# Documents that mean ill -----------------------------------------------------------------------------------


def test_markup_and_reordering_in_documents_are_inert(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    text = f"Twelve soldiers came {HOSTILE} to \u202eevil\u202c. Wax."
    where = embed(text, title=f"{HOSTILE}\u202egpj.exe", url="javascript:alert(3)")
    page = open_panel(open_page(where.foreign))
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    turn = ask(page)
    expect(turn.locator(".answer")).to_contain_text(HOSTILE)
    expect(turn.locator(".source a")).to_contain_text(HOSTILE)
    expect(turn.locator(".source a")).to_have_count(1)
    assert turn.locator("img, script").count() == 0
    assert turn.locator(".source .control").get_attribute("data-code") == "U+202E"
    assert "\u202e" in (turn.locator(".answer .control").first.text_content() or "")
    expect(ask(page, f"What {HOSTILE} is tungsten?").locator(".question")).to_contain_text(HOSTILE)
    assert not dialogs


# Accessibility ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(
    embed: Callable[..., Site], open_page: Callable[..., Page], scheme: str
) -> None:
    where = embed(f"{ANSWER}.", "Nine soldiers came.", published="2024-11-05", url="https://example.org/")
    page = open_page(where.foreign, color_scheme=scheme)
    page.get_by_role("button", name="Ask the documents").wait_for()
    closed = violations(page, "sourceline-chat")
    open_panel(page)
    ask(page).locator(".ref").first.hover()
    ask(page, "Where did they come from?").locator(".actions").wait_for()
    ask(page, "What is tungsten?").locator("summary").click()
    where.trouble.status, where.trouble.headers = 429, {"Retry-After": "60"}
    ask(page).locator(".again").wait_for()
    assert closed + violations(page, "sourceline-chat") == []


def test_the_element_in_a_page_passes_axe(embed: Callable[..., Site], open_page: Callable[..., Page]) -> None:
    where = embed()
    page = open_page(where.server)
    ask(page, QUESTION).locator(".actions").wait_for()
    assert violations(page) == []
