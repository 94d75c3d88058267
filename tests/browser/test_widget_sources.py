"""What the widget shows of sources: a card beside a number, one line for one source, written sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from index.documents import Document
from qa.schemas import AskQuery
from qa.service import Service
from tests.support.widget_server import ANSWER, QUESTION, Site, ask, event, open_panel, violations

pytestmark = pytest.mark.browser

Embed = Callable[..., Site]
Open = Callable[..., Page]
Tell = Callable[[dict[str, Any]], Any]


@pytest.fixture
def tell(service: Service, embed: Embed, open_page: Open) -> Tell:
    """Asks a server whose answer has these fields; the turn."""
    text = f"{ANSWER}. Wax is soft. Ice is cold."
    service.ingester.add("default", [Document("d", text, title="T", published="2024-11-05")])
    found = service.ask(AskQuery(question=QUESTION)).model_dump(mode="json")

    def tell(answer: dict[str, Any]) -> Any:
        page = open_panel(open_page(embed().foreign, locale="en"))
        response = {**found, "answer": {**found["answer"], **answer}}
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/event-stream; charset=utf-8"}
        body = event("response", response) + "data: [DONE]\n\n"
        page.route("**/v1/chat", lambda route: route.fulfill(status=200, headers=headers, body=body))
        return ask(page)

    tell.cited = found["answer"]["citations"][0]  # type: ignore[attr-defined]
    return tell


def at(cited: dict[str, Any], text: str, start: int) -> dict[str, Any]:
    """A citation of other words of the same document."""
    end = start + len(text)
    place = {"start_char_index": start, "end_char_index": end, "cited_text": text, "quote": text}
    return {**cited, **place, "quote_runs": [[0, start, len(text)]]}


def test_a_card_tells_the_source_on_hover_and_focus_and_goes_by_escape(embed: Embed, open_page: Open) -> None:
    where = embed(f"{ANSWER}. Wax is soft.", title="On soldiers", published="2024-11-05")
    page = open_panel(open_page(where.foreign))
    reference = ask(page).locator(".answer .ref")
    card = page.get_by_role("tooltip")
    expect(card).to_be_hidden()
    reference.hover()
    expect(card).to_contain_text("On soldiers")
    expect(card).to_contain_text("Nov 5, 2024")
    expect(card.locator("mark")).to_have_text(ANSWER)
    card.hover()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    assert violations(page, "sourceline-chat") == []
    page.mouse.move(0, 0)
    expect(card).to_be_hidden()
    page.locator("textarea").focus()
    while not reference.evaluate("node => node.getRootNode().activeElement === node"):
        page.keyboard.press("Shift+Tab")
    expect(card).to_be_visible()
    expect(reference).to_have_accessible_description(
        re.compile("On soldiers *Nov 5, 2024 *Twelve soldiers came[.]")
    )
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator(".panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()


def test_a_card_stays_within_a_narrow_window(embed: Embed, open_page: Open) -> None:
    where = embed(f"{ANSWER}. Wax.", title="W" * 300)
    page = open_panel(open_page(where.foreign, viewport={"width": 320, "height": 480}))
    ask(page).locator(".answer .ref").hover()
    card = page.get_by_role("tooltip")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_items_of_one_source_have_one_line_below(tell: Tell) -> None:
    cited = tell.cited  # type: ignore[attr-defined]
    places = [at(cited, f"{ANSWER}.", 0), at(cited, "Wax is soft.", 22), at(cited, "Ice is cold.", 35)]
    items = [{"text": one["cited_text"], "label": None, "citations": [one]} for one in places]
    text = "; ".join(one["text"] for one in items)
    turn = tell({"kind": "steps", "value": None, "text": text, "items": items, "citations": places})
    expect(turn.locator("ol.items .ref")).to_have_text(["1", "2", "3"])
    expect(turn.locator(".quotes li")).to_have_count(1)
    expect(turn.locator(".quotes .number")).to_have_text("1–3")
    turn.locator(".items .ref").last.hover()
    expect(turn.locator(".quotes li")).to_have_class("above lit")


def test_the_name_of_a_row_that_is_the_answer_is_said_once(tell: Tell) -> None:
    cited = [tell.cited]  # type: ignore[attr-defined]
    items = [
        {"text": "GM-7", "label": None, "citations": cited},
        {"text": "€6", "label": "price", "citations": cited},
    ]
    turn = tell({"kind": "row", "value": "GM-7", "text": "GM-7: price: €6", "items": items})
    expect(turn.locator("p.answer")).to_have_text("GM-71")
    expect(turn.locator(".items li")).to_have_text(["price: €6"])
    expect(turn.get_by_text("GM-7")).to_have_count(1)


def test_a_verdict_is_told_before_a_list_too(tell: Tell) -> None:
    cited = [tell.cited]  # type: ignore[attr-defined]
    items = [{"text": "Bring a lead.", "label": None, "citations": cited}]
    turn = tell({"kind": "list", "value": None, "text": "Bring a lead.", "verdict": "yes", "items": items})
    expect(turn.locator(".lead")).to_have_text("Yes.", use_inner_text=True)


def test_written_sentences_are_rendered_and_what_could_act_is_inert(tell: Tell) -> None:
    cited = [tell.cited]  # type: ignore[attr-defined]
    texts = [
        "**Twelve** soldiers came with `tools`.",
        "See [the camp](javascript:alert(1)) ![x](https://evil.example/p.png) <img src=x onerror=alert(2)>.",
        "- *Wax* is soft.",
        "- 2 * 3 * 4 is 24.",
    ]
    sentences = [{"text": text, "citations": cited, "supported": True, "score": 0.9} for text in texts]
    turn = tell({"kind": "written", "value": None, "text": " ".join(texts), "sentences": sentences})
    expect(turn.locator("p.answer")).to_have_text(
        "Twelve soldiers came with tools.1 See the camp x <img src=x onerror=alert(2)>.1"
    )
    expect(turn.locator("p.answer b")).to_have_text("Twelve")
    expect(turn.locator("p.answer code")).to_have_text("tools")
    expect(turn.locator("ul.items li")).to_have_text(["Wax is soft.1", "2 * 3 * 4 is 24.1"])
    expect(turn.locator("ul.items em")).to_have_text("Wax")
    assert turn.locator(".answer img, .answer script, .answer a:not(.ref)").count() == 0
    expect(turn.locator(".aside")).to_contain_text("Written by a language model")
