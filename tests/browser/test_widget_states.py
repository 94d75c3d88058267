"""The widget in all its states: focus, languages, styles, hostile documents, accessibility by axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.waiting import until
from tests.support.widget_server import (
    ANSWER,
    EMBEDDED,
    QUESTION,
    Site,
    ask,
    open_panel,
    serving,
    site,
    violations,
)

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
INLINE = (
    '<script async src="{server}/widget.js"></script>'
    '<sourceline-chat server="{server}/" theme="dark"></sourceline-chat>'
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
    page.locator("[aria-live]").first.wait_for(state="attached")
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
    assert page.evaluate("said") == ["Searching the documents…", f"Answer: {ANSWER}. 1 quote."]


def test_a_panel_over_a_whole_phone_is_modal(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_page(embed().foreign, viewport={"width": 390, "height": 700})
    page.evaluate(
        """() => {
          const behind = Object.assign(document.createElement("button"), { id: "behind" });
          behind.style.setProperty("display", "block", "important");
          document.body.style.height = "5000px";
          document.body.append(behind);
        }"""
    )
    panel = open_panel(page).get_by_role("dialog", name="Ask the documents")
    inside = (
        "document.activeElement?.localName === 'sourceline-chat' || document.activeElement === document.body"
    )
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate(inside), "the page behind has the focus"
    page.mouse.move(200, 20)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") == 0
    page.set_viewport_size({"width": 900, "height": 700})
    expect(panel).to_be_visible()
    page.locator("#behind").focus()
    assert page.evaluate("document.activeElement.id") == "behind"
    page.set_viewport_size({"width": 390, "height": 700})
    expect(panel.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="Ask the documents")).to_be_focused()
    page.mouse.wheel(0, 900)
    until(lambda: page.evaluate("scrollY") > 0)


def test_the_field_is_as_high_as_its_text(embed: Callable[..., Site], open_page: Callable[..., Page]) -> None:
    field = open_panel(open_page(embed().foreign)).locator("textarea")
    field.fill("")  # waits until it is shown
    row = field.evaluate("node => node.clientHeight")
    assert row > 0
    field.fill("how many soldiers came to the town in the year of the great flood, and who said so?")
    assert field.evaluate("node => node.scrollHeight - node.clientHeight") <= 0
    assert field.evaluate("node => node.clientHeight") > row
    field.fill("and so on\n" * 40)
    assert field.evaluate("node => node.clientHeight") < 7 * row
    field.fill("")
    assert field.evaluate("node => node.clientHeight") == row


@pytest.mark.parametrize("typed", ["", "and so on\n" * 40])
def test_the_form_hides_no_link_that_has_the_focus(
    embed: Callable[..., Site], open_page: Callable[..., Page], typed: str
) -> None:
    page = open_page(embed().server, viewport={"width": 390, "height": 600})
    for _ in range(4):
        ask(page).locator(".actions").wait_for()
    field = page.locator("textarea")
    field.fill(typed)
    page.evaluate("scrollTo(0, 0)")
    page.locator(".scroll").focus()
    hidden = """() => {
      const root = document.querySelector("sourceline-chat").shadowRoot;
      const focused = root.activeElement.getBoundingClientRect();
      const { top } = root.querySelector("form").getBoundingClientRect();
      return focused.bottom > top ? root.activeElement.outerHTML : null;
    }"""
    for _ in range(16):
        page.keyboard.press("Tab")
        page.wait_for_timeout(50)
        assert page.evaluate(hidden) is None


def test_a_script_that_is_there_twice_makes_one_launcher(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_page(embed(html=f"<body>{EMBEDDED}{EMBEDDED}").foreign)
    page.get_by_role("button", name="Ask the documents").wait_for()
    page.wait_for_load_state("networkidle")
    expect(page.locator("sourceline-chat")).to_have_count(1)


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
        edges = page.locator(".turn:visible, form:visible, button:visible").all()
        assert len(edges) > 3
        for edge in edges:
            box = edge.bounding_box()
            assert box is not None
            assert box["x"] >= -1
            assert box["x"] + box["width"] <= width + 1


def test_where_answers_are_english_the_widget_is_too(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_panel(open_page(embed(about='lang="ar" dir="rtl"').foreign))
    expect(page.get_by_role("textbox", name="Your question")).to_be_focused()
    expect(page.locator(".shell")).to_have_attribute("lang", "en")
    expect(page.locator(".conversation")).to_have_css("direction", "ltr")


def test_each_paragraph_of_a_quote_has_its_own_direction(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed("Wax and more wax.\nوصل اثنا عشر جنديا إلى المدينة")
    page = open_panel(open_page(where.foreign))
    turn = ask(page, "What is tungsten?")
    turn.locator("summary").click()
    quote = turn.locator("blockquote")
    expect(quote).to_contain_text("جنديا")
    edges = quote.evaluate(
        """node => {
          const range = document.createRange();
          const last = node.lastChild.firstChild ?? node.lastChild;
          range.setStart(last, last.length - 1);
          range.setEnd(last, last.length);
          const { left } = node.getBoundingClientRect();
          return [range.getBoundingClientRect().left - left, node.clientWidth];
        }"""
    )
    assert edges[0] > edges[1] / 4, "the Arabic paragraph begins at the right"


def test_attributes_and_properties_change_the_look(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_page(embed().foreign, color_scheme="dark")
    panel = open_panel(page).locator(".panel")
    expect(panel).to_have_css("background-color", "rgb(27, 29, 32)")
    page.evaluate("document.querySelector('sourceline-chat').setAttribute('theme', 'light')")
    expect(panel).to_have_css("background-color", "rgb(255, 255, 255)")
    page.evaluate("document.body.style.setProperty('--sourceline-accent', 'rgb(120, 0, 60)')")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_have_css(
        "background-color", "rgb(120, 0, 60)"
    )


def test_an_element_stands_in_the_page_and_is_themed_by_it(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_page(embed(html=INLINE).foreign)
    expect(page.get_by_role("region", name="Ask the documents")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("textbox", name="Your question").focus()
    expect(ask(page).locator(".ref")).to_have_text("1")
    expect(page.locator(".conversation")).to_have_css("background-color", "rgb(27, 29, 32)")


def test_a_page_without_a_doctype_changes_no_colour(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed(f"{ANSWER}.", "Nine soldiers came.")
    with serving(site(EMBEDDED.format(server=where.server))) as quirky:
        page = open_panel(open_page(quirky, locale="en", color_scheme="dark"))
        turn = ask(page)
        for part in (turn.locator("caption"), turn.get_by_role("rowheader").first):
            expect(part).to_have_css("color", "rgb(230, 230, 226)")
            expect(part).to_have_css("line-height", "23.25px")


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
