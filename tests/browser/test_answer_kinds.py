"""The widget with answers of every kind, and with the closest passage where no answer is sure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from index.documents import Document
from qa.schemas import AskQuery
from qa.service import Service
from tests.support.widget_server import ANSWER, QUESTION, Site, ask, event, open_panel

pytestmark = pytest.mark.browser

Shown = Callable[..., Locator]


@pytest.fixture
def shown(service: Service, embed: Callable[..., Site], open_page: Callable[..., Page]) -> Shown:
    """Asks a server whose response has these fields of its answer, and of the response; the turn."""
    service.ingester.add("default", [Document("d", f"{ANSWER}. Wax is soft.", title="T")])
    found = service.ask(AskQuery(question=QUESTION)).model_dump(mode="json")

    def shown(answer: dict[str, Any], *, unsure: bool = False) -> Locator:
        page = open_panel(open_page(embed().foreign, locale="en"))
        told = {**found["answer"], **answer}
        level = "unsure" if unsure else "answered"
        response = {
            **found,
            "level": level,
            "answer": None if unsure else told,
            "closest": told if unsure else None,
        }
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/event-stream; charset=utf-8"}
        body = event("response", response) + "data: [DONE]\n\n"
        page.route("**/v1/chat", lambda route: route.fulfill(status=200, headers=headers, body=body))
        return ask(page)

    shown.citations = found["answer"]["citations"]  # type: ignore[attr-defined]
    return shown


def items(shown: Shown, *texts: str, labels: tuple[str | None, ...] = ()) -> list[dict[str, Any]]:
    cited = shown.citations  # type: ignore[attr-defined]
    named = labels or (None,) * len(texts)
    return [{"text": t, "label": label, "citations": cited} for t, label in zip(texts, named, strict=True)]


@pytest.mark.parametrize(("kind", "tag"), [("list", "ul"), ("steps", "ol")])
def test_items_stand_in_a_list_each_with_its_quote(shown: Shown, kind: str, tag: str) -> None:
    told = items(shown, "Bring a torch.", "Wear boots.")
    turn = shown(
        {
            "kind": kind,
            "value": None,
            "text": "Bring a torch.; Wear boots.",
            "lead": "Before you go:",
            "items": told,
        }
    )
    expect(turn.locator(".lead")).to_have_text("Before you go:")
    expect(turn.locator(f"{tag}.items li")).to_have_text(["Bring a torch.1", "Wear boots.1"])
    expect(turn.locator(".quotes li")).to_have_count(1)


def test_a_row_names_its_columns_under_the_cell_that_is_asked_for(shown: Shown) -> None:
    told = items(shown, "Taxi", "€60", "Yes", labels=(None, "limit", "receipt needed"))
    turn = shown(
        {"kind": "row", "value": "€60", "text": "Taxi: limit: €60, receipt needed: Yes", "items": told}
    )
    expect(turn.locator("p.answer")).to_have_text("€601")
    expect(turn.locator(".items li")).to_have_text(["Taxi", "limit: €60", "receipt needed: Yes"])


def test_a_verdict_stands_before_its_sentence_whose_words_are_not_said_twice(shown: Shown) -> None:
    turn = shown({"kind": "sentence", "value": None, "text": f"{ANSWER}.", "verdict": "no"})
    expect(turn.locator(".answer")).to_have_text(f"No. {ANSWER}.1")
    expect(turn.locator(".quotes .source")).to_contain_text("T")
    expect(turn.locator(".quotes blockquote")).to_have_count(0)


def test_cells_of_one_row_have_one_number(shown: Shown) -> None:
    told = items(shown, "Taxi", "€60", labels=(None, "limit"))
    cited = [*told[0]["citations"], *told[1]["citations"]]
    turn = shown({"kind": "row", "value": "€60", "text": "Taxi: €60", "items": told, "citations": cited})
    expect(turn.locator("p.answer")).to_have_text("€601")


def test_lines_that_were_only_wrapped_are_joined(shown: Shown) -> None:
    wrapped = "The keys of the old mill are to be handed over\nby noon.\nbread\nmilk"
    turn = shown({"kind": "sentences", "value": None, "text": wrapped})
    said = turn.locator("p.answer").inner_text()
    assert said.startswith("The keys of the old mill are to be handed over by noon.\nbread\nmilk")


def test_code_keeps_its_lines(shown: Shown) -> None:
    turn = shown({"kind": "block", "value": None, "text": "make run\n  --fast"})
    assert turn.locator("pre").text_content() == "make run\n  --fast"


def test_the_closest_passage_is_shown_as_such(shown: Shown) -> None:
    turn = shown({"kind": "sentence", "value": None, "text": f"{ANSWER}."}, unsure=True)
    expect(turn.locator(".unsure")).to_have_text("No sure answer. Closest passage:")
    expect(turn.locator(".answer")).to_have_text(f"{ANSWER}.1")
    expect(turn).not_to_contain_text("No answer found")
    expect(turn.page.get_by_role("status")).to_contain_text(f"No sure answer. Closest passage: {ANSWER}.")
    turn.get_by_text("The nearest passage", exact=True).click()
    expect(turn.locator("details blockquote")).to_be_visible()
