"""The page of documents in a browser: the list, versions, deletion, text directions, a narrow screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from index.documents import Document
from qa.service import Service
from tests.support.documents_page import file, pick, server, shown
from tests.support.widget_server import ask, violations

__all__ = ["server"]

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)>\u202egpj"


def test_a_list_drawn_anew_keeps_what_is_open_and_where_one_is(
    server: str, service: Service, open_page: Callable[..., Page]
) -> None:
    documents = [Document("a", "Ice.", source="upload"), Document("b", "Wax.", source="upload")]
    service.ingester.add("default", documents)
    page = open_page(f"{server}/documents")
    row = page.locator("[data-id=b]")
    act = row.get_by_role("button", name="Versions of b")
    act.press("Enter")
    expect(row.locator(".versions li")).to_have_count(1)
    pick(page, file("a0.txt", "Iron."), file("b", "Lead."))
    act.focus()
    expect(page.locator("#documents .row a")).to_have_text(["a", "a0", "b"])
    expect(act).to_be_focused()
    expect(act).to_have_attribute("aria-expanded", "true")
    expect(row.locator(".versions li")).to_have_count(2)
    link = row.locator(".versions a").last
    link.focus()
    pick(page, file("c.txt", "Snow."))
    expect(page.locator("[data-id='c.txt']")).to_be_visible()
    expect(link).to_be_focused()
    act.press("Enter")
    expect(row.locator(".versions")).to_have_count(0)
    expect(act).to_have_attribute("aria-expanded", "false")


def test_names_are_found_by_keyboard(server: str, service: Service, open_page: Callable[..., Page]) -> None:
    service.ingester.add("default", [Document(f"d{n:02}", "Ice.") for n in range(60)])
    page = open_page(f"{server}/documents")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("[data-id]")).to_have_count(10)
    page.get_by_role("link", name="Previous page").click()
    expect(page.locator("[data-id]")).to_have_count(50)
    page.get_by_role("searchbox", name="Title or name").fill("D07")
    page.keyboard.press("Enter")
    expect(page.locator("[data-id]")).to_have_count(1)
    pick(page, file("d070.txt", "Iron."))
    expect(page.locator("#documents .row a")).to_have_text(["d07", "d070"])
    assert violations(page) == []
    page.get_by_role("link", name="All documents").click()
    expect(page.locator("[data-id]")).to_have_count(50)


def test_deleting_asks_first(server: str, service: Service, open_page: Callable[..., Page]) -> None:
    service.ingester.add("default", [Document("a", "Ice."), Document("b", "Wax.", title=HOSTILE)])
    page = open_page(f"{server}/documents")
    row = page.locator("[data-id=b]")
    row.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("Delete <img src=x onerror=alert(1)>")
    page.keyboard.press("Escape")
    expect(row.get_by_role("button", name="Delete")).to_be_focused()
    assert shown(server, "b")["text"] == "Wax."
    row.get_by_role("button", name="Delete").click()
    page.keyboard.press("Enter")  # the safe choice has the focus
    assert shown(server, "b")["text"] == "Wax."
    row.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator("[data-id]")).to_have_count(1)
    assert shown(server, "b")["status"] == 404
    assert page.locator("img").count() == 0


def test_who_is_signed_out_is_told_how_to_sign_in(server: str, open_page: Callable[..., Page]) -> None:
    problem = {"detail": "This needs a key.", "status": 401}
    for where, back in (("/documents", "/documents?collection=default"), ("/", "/")):
        page = open_page(server + where)
        for calls in ("**/v1/**", "**/documents"):
            page.route(calls, lambda route: route.fulfill(status=401, json=problem))
        link = page.get_by_role("link", name="Sign in")
        expect(link).to_be_hidden()
        if where == "/":
            ask(page)
        else:
            pick(page, file("a.txt", "Ice melts."))
            expect(page.locator("#uploads .failed")).to_contain_text("You are not signed in.")
        link.click()
        page.wait_for_url("**/sign-in?goal=*")
        assert page.locator("[name=goal]").get_attribute("value") == back


#: Where the words of a text node begin and end, from the left of what holds them.
EDGES = """([selector, words]) => {
  const holder = document.querySelector(selector);
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    const [box, whole] = [range.getBoundingClientRect(), holder.getBoundingClientRect()];
    return [box.left - whole.left, whole.right - box.right];
  }
}"""


def test_each_paragraph_takes_its_own_direction(
    server: str, service: Service, open_page: Callable[..., Page]
) -> None:
    arabic, hebrew = "اثنا عشر جنديا.", "שנים עשר חיילים."
    text = f"Twelve soldiers.\n\n{arabic}\nEnglish again.\n{hebrew}"
    service.ingester.add("default", [Document("a", text, title="تقرير (2024)")])
    start = text.index("عشر")
    page = open_page(f"{server}/documents/a?start={start}&end={start + 3}#span")
    expect(page.locator("article")).to_have_text(text, use_inner_text=True)
    assert page.locator("#span").text_content() == "عشر"
    for words, right in (("Twelve", False), ("اثنا", True), ("English", False), ("שנים", True)):
        left_gap, right_gap = page.evaluate(EDGES, ["article", words])
        assert (right_gap < 1, left_gap < 1) == (right, not right), words
    assert page.evaluate(EDGES, ["h1", "تقرير"])[1] < 1
    page.goto(f"{server}/documents")
    left, right = (page.evaluate(EDGES, [".row a", words])[0] for words in ("(2024)", "تقرير"))
    assert left < right, "a title is read from the right"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_passes_axe_and_fits_a_phone(
    server: str, service: Service, open_page: Callable[..., Page], scheme: str
) -> None:
    service.ingester.add("default", [Document("a" * 200, "Ice.", published="2024-11-05", title="t" * 99)])
    page = open_page(f"{server}/documents", color_scheme=scheme, viewport={"width": 390, "height": 800})
    pick(page, file("b.txt", "Wax."), file("c.bin", b"\x7fELF\x00\x01"))
    expect(page.locator("#uploads .failed")).to_be_visible()
    page.get_by_role("button", name="Versions").first.click()
    page.locator(".versions").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert violations(page) == []
    page.get_by_role("button", name="Delete").first.click()
    assert violations(page) == []
    page.goto(f"{server}/documents/b.txt?start=0&end=3#span")
    assert violations(page) == []
