"""The widget in a real browser, on a foreign site: questions, answers, quotes, votes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.documents import Document
from qa.respond import NOT_ANSWERED
from qa.service import Service
from qa.settings import Settings
from tests.support.project import SEED
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
    widget_app,
)

pytestmark = pytest.mark.browser


@pytest.mark.real_model
def test_the_seed_question_is_asked_and_its_source_opened_by_keyboard_alone(
    tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    service = Service(Settings(home=tmp_path / "home"))
    text = SEED.read_text("utf-8")
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
        expect(reference).to_have_text("1")
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
    expect(turn.locator(".answer")).to_have_css("color", "rgb(29, 31, 33)")
    expect(turn.locator(".answer")).to_have_css("letter-spacing", "normal")
    expect(turn.locator(".answer")).to_have_css("font-family", re.compile("^system-ui"))
    assert page.evaluate("document.querySelector('title').textContent") == "Foreign"
    assert page.evaluate("document.querySelectorAll('style, link').length") == 1


def test_offsets_are_right_behind_characters_beyond_the_basic_plane(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    text = "😀😀 👩‍👩‍👧 𝔘𝔫𝔦 came first. 😀 Twelve soldiers 😀 came 😀. 😀 Nobody else."
    where = embed(text, title="😀")
    page = open_panel(open_page(where.foreign))
    turn = ask(page)
    expect(turn.locator("mark")).to_have_text("😀 Twelve soldiers 😀 came 😀")
    expect(turn.locator("blockquote")).to_have_text("😀 Twelve soldiers 😀 came 😀.")
    turn = ask(page, "What is the melting point of tungsten?")
    turn.locator("summary").click()
    assert turn.locator("mark").text_content() in text.replace(". ", ".\n").split("\n")


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


def test_claims_without_a_date_or_a_speaker_name_their_documents(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed(f"{ANSWER}.", "Nine soldiers came.")
    turn = ask(open_panel(open_page(where.foreign)))
    expect(turn.locator(".who")).to_have_text(["d0", "d1"])
    expect(turn.locator("thead th")).to_have_text(["Value", "Said by", "Certainty", "Quote"])


def test_an_abstention_says_so_and_folds_what_is_near(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed()
    page = open_panel(open_page(where.foreign))
    turn = ask(page, "What is tungsten?")
    expect(turn.locator(".answer")).to_have_text("No answer found")
    expect(turn.locator(".reason")).to_have_text(NOT_ANSWERED)
    expect(turn.locator("blockquote")).to_be_hidden()
    turn.get_by_text("The nearest passage", exact=True).click()
    expect(turn.locator("blockquote")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("No answer found")


def test_a_follow_up_shows_what_was_searched(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    opened = "Marie Hart opened the mill"
    where = embed(f"{opened}. Wax is soft.")
    page = open_panel(open_page(where.foreign))
    first = "Who opened the mill?"
    expect(ask(page, first).locator(".ref")).to_have_text("1")
    turn = ask(page, "When was she born?")
    expect(turn.locator(".searched")).to_have_text("Showing results for When was Marie Hart born?")
    past = {"question": first, "answer": opened, "sentence": f"{opened}."}
    assert where.trouble.asked[1]["history"] == [past]
    expect(turn.locator(".actions")).to_be_visible()
    page.get_by_role("button", name="Start over").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, first).locator(".ref").wait_for()
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
    page.evaluate("navigator.clipboard.writeText('nothing yet')")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))")
    turn.get_by_role("button", name="Copy with quotes").click()
    until(lambda: page.evaluate("navigator.clipboard.readText()").startswith(f"**{QUESTION}**"))
