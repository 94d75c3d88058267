"""What the owner of a page chooses by attributes: texts, a colour, a place, a key, questions, collections."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from index.documents import Document
from qa.service import Service
from tests.support.widget_server import ANSWER, QUESTION, Site, ask, open_panel, violations

pytestmark = pytest.mark.browser

Embed = Callable[..., Site]
Open = Callable[..., Page]


def tag(**chosen: str) -> str:
    """The script tag of a widget with these choices."""
    data = " ".join(f'data-{name}="{value}"' for name, value in chosen.items())
    return f'<script async src="{{server}}/widget.js" data-key="pk_test" {data}></script>'


def test_texts_are_the_owners(embed: Embed, open_page: Open) -> None:
    html = tag(title="Ask the <b>mill", greeting="Hello.&#10;Ask me.", placeholder="What is it?")
    page = open_page(embed(html=html).foreign)
    launcher = page.get_by_role("button", name="Ask the <b>mill")
    launcher.click()
    panel = page.get_by_role("dialog", name="Ask the <b>mill")
    expect(panel.get_by_role("heading")).to_have_text("Ask the <b>mill")
    expect(panel.locator(".welcome")).to_have_text("Hello.\nAsk me.", use_inner_text=True)
    expect(panel.get_by_placeholder("What is it?")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("color", ["#ffe14d", "rgb(10, 20, 40)", "rebeccapurple"])
def test_any_colour_can_be_read_in_light_and_dark(
    embed: Embed, open_page: Open, color: str, scheme: str
) -> None:
    page = open_page(embed(html=tag(color=color)).foreign, color_scheme=scheme)
    open_panel(page)
    ask(page).locator(".actions").wait_for()
    send = page.get_by_role("button", name="Ask", exact=True)
    shown = str(send.evaluate("node => getComputedStyle(node).backgroundColor"))
    assert shown.startswith(("oklch(", "color(")), "a shade of the chosen one"
    assert violations(page, "sourceline-chat") == []


def test_what_is_no_colour_changes_nothing(embed: Embed, open_page: Open) -> None:
    page = open_panel(open_page(embed(html=tag(color="red;}} * {{ display: none")).foreign))
    send = page.get_by_role("button", name="Ask", exact=True)
    expect(send).to_have_css("background-color", "rgb(11, 87, 164)")


@pytest.mark.parametrize(("position", "is_left"), [("left", True), ("right", False), ("", False)])
def test_the_launcher_stands_where_it_is_put(
    embed: Embed, open_page: Open, position: str, is_left: bool
) -> None:
    page = open_page(embed(html=tag(position=position)).foreign, viewport={"width": 900, "height": 700})
    boxes = [page.locator(".opener").bounding_box(), open_panel(page).locator(".panel").bounding_box()]
    for box in boxes:
        assert box is not None
        assert box["x"] >= 0
        assert (box["x"] < 100) == is_left


def test_a_key_leads_to_the_question_from_anywhere(embed: Embed, open_page: Open) -> None:
    page = open_page(embed().foreign)
    page.locator(".opener").wait_for()
    page.keyboard.press("Control+k")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    page.keyboard.press("Control+Shift+k")
    page.keyboard.press("k")
    expect(page.locator(".panel")).to_be_hidden()


def test_the_key_is_the_owners_and_not_taken_from_who_types(embed: Embed, open_page: Open) -> None:
    page = open_page(embed(html=tag(hotkey="/")).foreign)
    page.locator(".opener").wait_for()
    page.keyboard.press("Control+k")
    expect(page.locator(".panel")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("a/b")
    expect(page.locator("textarea")).to_have_value("a/b")


def test_no_key_is_taken_where_the_owner_wants_none(embed: Embed, open_page: Open) -> None:
    page = open_page(embed(html=tag(hotkey="none")).foreign)
    page.locator(".opener").wait_for()
    page.keyboard.press("Control+k")
    expect(page.locator(".panel")).to_be_hidden()


def test_questions_of_the_owner_are_asked_by_a_click(embed: Embed, open_page: Open) -> None:
    where = embed(html=tag(suggestions=f"{QUESTION} | Is wax soft?"))
    page = open_panel(open_page(where.foreign))
    suggested = page.get_by_role("list", name="Suggested questions").get_by_role("button")
    expect(suggested).to_have_text([QUESTION, "Is wax soft?"])
    suggested.first.click()
    expect(page.locator(".answer .ref")).to_have_text("1")
    expect(suggested.first).to_be_hidden()
    assert [one["question"] for one in where.trouble.asked] == [QUESTION]
    page.get_by_role("button", name="Start over").click()
    expect(suggested).to_have_count(2)


def test_questions_come_from_the_documents_once_the_panel_is_open(embed: Embed, open_page: Open) -> None:
    page = open_page(embed(html=tag(suggestions="auto")).foreign)
    asked: list[str] = []
    oars = {"question": "Oars <b>", "document_title": "Boats"}
    found = {"suggestions": [oars, {"question": "Who mills?", "document_title": "Mills"}]}

    def suggest(route: object) -> None:
        asked.append(route.request.headers["authorization"])  # type: ignore[attr-defined]
        route.fulfill(json=found, headers={"Access-Control-Allow-Origin": "*"})  # type: ignore[attr-defined]

    page.route("**/v1/suggestions?collection=default", suggest)
    page.locator(".opener").wait_for()
    assert asked == []
    open_panel(page)
    expect(page.locator(".suggestion")).to_have_text(["Oars <b>Boats", "Who mills?"])
    page.keyboard.press("Escape")
    open_panel(page)
    assert asked == ["Bearer pk_test"]
    assert violations(page, "sourceline-chat") == []


def test_several_collections_are_asked_together(service: Service, embed: Embed, open_page: Open) -> None:
    service.ingester.add("mills", [Document("m", "Marie Hart opened the mill.")])
    where = embed(html=tag(collections="default, mills"))
    page = open_panel(open_page(where.foreign))
    expect(ask(page).locator(".quotes blockquote")).to_have_text(f"{ANSWER}.")
    expect(ask(page, "Who opened the mill?").locator(".answer")).to_contain_text("Marie Hart")
    assert where.trouble.asked[0]["collections"] == ["default", "mills"]
    assert "collection" not in where.trouble.asked[0]


def test_a_logo_stands_in_the_head_where_it_is_a_picture(embed: Embed, open_page: Open) -> None:
    page = open_page(embed(html=tag(logo="/logo.png")).foreign, forgive=["logo.png"])
    open_panel(page)
    source = page.locator(".head img").get_attribute("src") or ""
    assert source == page.url + "logo.png"
    for wrong in ("javascript:alert(1)", "http://"):
        page.evaluate("url => document.querySelector('sourceline-chat').setAttribute('logo', url)", wrong)
        expect(page.locator(".head img")).to_have_count(0)


def test_the_arrow_up_recalls_what_was_asked(embed: Embed, open_page: Open) -> None:
    page = open_panel(open_page(embed().foreign))
    for question in (QUESTION, "Is wax soft?"):
        ask(page, question).locator(".actions").wait_for()
    field = page.locator("textarea")
    for key, shown in (
        ("ArrowUp", "Is wax soft?"),
        ("ArrowUp", QUESTION),
        ("ArrowUp", QUESTION),
        ("ArrowDown", "Is wax soft?"),
        ("ArrowDown", ""),
    ):
        page.keyboard.press(key)
        expect(field).to_have_value(shown)
    page.keyboard.type("Mine")
    page.keyboard.press("ArrowUp")
    expect(field).to_have_value("Mine")
