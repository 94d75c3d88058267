"""The widget in a real browser: on a foreign site, by keyboard, in trouble, and with hostile documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from index.documents import Document
from qa.service import Service
from qa.settings import Settings
from tests.conftest import until
from tests.test_browser import ARGUMENTS
from tests.widget_server import Trouble, serving, site, widget_app

pytestmark = pytest.mark.browser

QUESTION = "How many soldiers came?"
ANSWER = "Twelve soldiers came"
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


class Site(NamedTuple):
    """Where our server and a foreign site that embeds the widget run."""

    server: str
    foreign: str
    trouble: Trouble


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A Chromium for all tests of this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a new context; whatever the page complains of in its console fails the test."""
    complaints: list[str] = []
    contexts = []

    def opened(address: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    # What the browser itself says of a status or of a server that is not there.
    assert not [line for line in complaints if "Failed to load resource" not in line]


EMBEDDED = '<script async src="{server}/widget.js" data-key="pk_test" data-collection="default"></script>'


@pytest.fixture
def embed(service: Service) -> Iterator[Callable[..., Site]]:
    """Puts documents in and the widget on a foreign site."""
    with ExitStack() as stack:

        def embedded(*texts: str, html: str = EMBEDDED, about: str = 'lang="en"', **document: Any) -> Site:
            documents = [Document(f"d{n}", text, **document) for n, text in enumerate(texts)]
            service.ingester.add("default", documents or [Document("d", f"{ANSWER}. Wax is soft.")])
            app, trouble = widget_app(service)
            server = stack.enter_context(serving(app))
            policy = (
                f"default-src 'none'; script-src {server}; connect-src {server}; style-src 'nonce-x'; "
                "require-trusted-types-for 'script'"
            )
            style = (
                "<style nonce=x>body * { display: none !important; color: red !important; "
                "font: 40px fantasy !important; opacity: 0 !important; letter-spacing: 1em !important }"
                "button { position: absolute; left: -9999px } p, li { background: lime }</style>"
            )
            widget = html.format(server=server)
            body = f"<!doctype html><html {about}><head>{style}<title>Foreign</title></head><body>{widget}"
            foreign = stack.enter_context(serving(site(body + "</body></html>", policy)))
            return Site(server, foreign, trouble)

        yield embedded


def ask(page: Page, question: str = QUESTION) -> Locator:
    """Ask in the open conversation; the new turn."""
    turns = page.locator(".turn").count()
    page.locator("textarea").fill(question)
    page.keyboard.press("Enter")
    return page.locator(".turn").nth(turns)


def open_panel(page: Page) -> Page:
    page.get_by_role("button", name="Ask the documents").click()
    return page


def violations(page: Page) -> list[str]:
    """What axe finds wrong, with where."""
    page.wait_for_timeout(250)  # colours fade in
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


# Asking ----------------------------------------------------------------------------------------------------


@pytest.mark.real_model
def test_the_seed_question_is_asked_and_its_source_opened_by_keyboard_alone(
    tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    service = Service(Settings(home=tmp_path / "home"))
    text = (Path(__file__).parent.parent / "seeds/north-korean-troops-in-kursk.txt").read_text("utf-8")
    service.ingester.add("default", [Document("kursk", text, title="North Korean troops in Kursk")])
    app, trouble = widget_app(service)
    with serving(app) as server, serving(site(EMBEDDED.format(server=server))) as foreign:
        page = open_page(foreign, locale="en")
        page.get_by_role("button", name="Ask the documents").wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.type("How many North Korean troops were reported?")
        page.keyboard.press("Enter")
        reference = page.locator(".answer .ref").first
        expect(reference).to_have_text("1", timeout=30_000)
        answer = str(page.locator(".answer").evaluate("node => node.firstChild.data"))
        assert re.search(r"1[25],000", answer)
        page.keyboard.press("Shift+Tab")
        for _ in range(20):
            if reference.evaluate("node => node.getRootNode().activeElement === node"):
                break
            page.keyboard.press("Shift+Tab")
        expect(page.locator(".quotes li").first).to_have_class("lit")
        with page.context.expect_page() as opened:
            page.keyboard.press("Enter")
        assert opened.value.locator("#span").text_content() == answer
        assert trouble.keys == ["Bearer pk_test"]


def test_an_answer_on_a_foreign_site_is_ours_in_look_and_words(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed()
    page = open_panel(open_page(where.foreign))
    turn = ask(page)
    expect(turn.locator(".quotes blockquote")).to_have_text(f"{ANSWER}.")
    expect(turn.locator("mark")).to_have_text(ANSWER)
    look = turn.locator(".answer").evaluate("node => (({color, fontFamily, letterSpacing}) => "
                                            "[color, fontFamily, letterSpacing])(getComputedStyle(node))")  # fmt: skip
    assert look[0] == "rgb(29, 31, 33)"
    assert look[1].startswith("system-ui")
    assert look[2] == "normal"
    assert page.evaluate("document.querySelector('title').textContent") == "Foreign"
    assert page.evaluate("document.querySelectorAll('style, link').length") == 1


def test_offsets_are_right_behind_characters_beyond_the_basic_plane(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed("😀😀 👩‍👩‍👧 𝔘𝔫𝔦 came first. 😀 Twelve soldiers 😀 came 😀. 😀 Nobody else.", title="😀")
    page = open_panel(open_page(where.foreign))
    turn = ask(page)
    expect(turn.locator("mark")).to_have_text("😀 Twelve soldiers 😀 came 😀")
    expect(turn.locator("blockquote")).to_have_text("😀 Twelve soldiers 😀 came 😀.")
    turn = ask(page, "tungsten first?")
    turn.locator("summary").click()
    expect(turn.locator("mark").first).to_have_text("😀😀 👩‍👩‍👧 𝔘𝔫𝔦 came first.")


def test_competing_claims_have_the_numbers_of_their_quotes(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed(f"{ANSWER}.", "Nine soldiers came.", "Four soldiers came.", published="2024-11-05")
    page = open_panel(open_page(where.foreign))
    turn = ask(page)
    expect(turn.get_by_role("table", name="The sources give different values")).to_be_visible()
    rows = turn.locator("tbody tr")
    expect(rows).to_have_count(3)
    quotes = turn.locator(".quotes li")
    for row in rows.all():
        value = row.get_by_role("rowheader").text_content()
        number = row.locator(".ref").text_content()
        quote = quotes.filter(has=page.locator(f".number:text-is('{number}')"))
        expect(quote.locator("mark")).to_have_text(value or "")
        expect(row.locator(".when")).to_have_text("Nov 5, 2024")
        with page.context.expect_page() as opened:
            row.locator(".ref").click()
        assert opened.value.locator("#span").text_content() == value
    assert [int(n) for n in quotes.locator(".number").all_text_contents()] == [1, 2, 3]


def test_an_abstention_says_so_and_folds_what_is_near(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed()
    page = open_panel(open_page(where.foreign))
    turn = ask(page, "What is tungsten?")
    expect(turn.locator(".answer")).to_have_text("Not in these documents")
    expect(turn.locator(".reason")).to_have_text("The nearest passages do not answer the question.")
    expect(turn.locator("blockquote")).to_be_hidden()
    turn.get_by_text("The nearest passage").click()
    expect(turn.locator("blockquote")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Not in these documents")


def test_a_follow_up_shows_what_was_searched(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed()
    page = open_panel(open_page(where.foreign))
    expect(ask(page).locator(".ref")).to_have_text("1")
    turn = ask(page, "And who came?")
    expect(turn.locator(".searched")).to_have_text(f"Searched for: {QUESTION} And who came?")
    assert where.trouble.asked[1]["history"] == [{"question": QUESTION, "answer": ANSWER}]
    expect(turn.locator(".actions")).to_be_visible()
    page.get_by_role("button", name="Start over").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page).locator(".ref").wait_for()
    assert where.trouble.asked[2]["history"] == []


def test_votes_and_copies(embed: Callable[..., Site], open_page: Callable[..., Page]) -> None:
    where = embed(f"{ANSWER}. *Wax*.", title="On [soldiers]", published="2024-11-05")
    page = open_panel(open_page(where.foreign))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = ask(page)
    turn.get_by_role("button", name="This answer helped").click()
    expect(turn.get_by_text("Thank you.")).to_be_visible()
    expect(turn.get_by_role("button", name="This answer helped")).to_have_attribute("aria-pressed", "true")
    (vote,) = where.trouble.voted
    assert vote | {"citations": 1} == {
        "question": QUESTION,
        "standalone": QUESTION,
        "answer": ANSWER,
        "verdict": "up",
        "collection": "default",
        "generation": vote["generation"],
        "citations": 1,
    }
    assert vote["citations"][0]["cited_text"] == ANSWER
    turn.get_by_role("button", name="Copy with quotes").click()
    expect(turn.get_by_text("Copied.")).to_be_visible()
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert lines[:4] == [f"**{QUESTION}**", "", rf"{ANSWER} \[1\]", ""]
    assert lines[4] == rf"> \[1\] {ANSWER}."
    assert re.fullmatch(
        rf"> — \[On \\\[soldiers\\\]\]\(<{where.server}/documents/d0\?[^>]+>\), 2024-11-05", lines[6]
    )
    page.evaluate("navigator.clipboard.writeText('')")
    page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    turn.get_by_role("button", name="Copy with quotes").click()
    until(lambda: page.evaluate("navigator.clipboard.readText()").startswith(f"**{QUESTION}**"))
