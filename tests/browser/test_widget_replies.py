"""The widget in small talk, where it is asked back or asked twice, and where the spelling was corrected."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from index.documents import Document
from qa.service import Service
from tests.support.widget_server import Site, ask, open_panel, violations

pytestmark = pytest.mark.browser

TEXT = (
    "The Corvid 20 is a hand pump. The Plover 70 is a motor pump.\n\n"
    "The Corvid 20 costs 90 euros.\n\nThe Plover 70 costs 400 euros."
)


@pytest.fixture
def page(service: Service, embed: Callable[..., Site], open_page: Callable[..., Page]) -> Page:
    """The widget, open, over a collection with two pumps."""
    service.ingester.add("default", [Document("pumps", TEXT, "Pumps")])
    return open_panel(open_page(embed().foreign))


def test_a_greeting_gets_a_line_and_no_vote(page: Page) -> None:
    turn = ask(page, "Hello!")
    expect(turn.locator(".answer")).to_have_text("Hello! Ask me anything about these documents.")
    expect(turn.locator(".actions")).to_have_count(0)


def test_an_unclear_question_is_asked_back_with_buttons(page: Page) -> None:
    for question in ("What is the Corvid 20?", "What is the Plover 70?"):
        expect(ask(page, question).locator(".actions")).to_be_visible()
    turn = ask(page, "How much does it cost?")
    expect(turn.locator(".answer")).to_have_text("Which one do you mean: the Corvid 20 or the Plover 70?")
    assert not violations(page, "sourceline-chat")
    turn.get_by_role("button", name="the Plover 70").click()
    chosen = page.locator(".turn").nth(3)
    expect(chosen.locator(".question")).to_have_text("How much does the Plover 70 cost?")
    expect(chosen.locator(".answer")).to_contain_text("Plover 70")


def test_a_corrected_question_can_be_searched_as_it_was_typed(page: Page) -> None:
    turn = ask(page, "How much does the motr pump cost?")
    expect(turn.locator(".searched q")).to_have_text("How much does the motor pump cost?")
    turn.get_by_role("button", name="Search instead for").click()
    again = page.locator(".turn").nth(1)
    expect(again.locator(".question")).to_have_text("How much does the motr pump cost?")
    expect(again.locator(".actions")).to_be_visible()
    expect(again.locator(".searched")).to_have_count(0)


def test_it_says_that_only_the_first_of_two_questions_is_answered(page: Page) -> None:
    turn = ask(page, "How much does the Corvid 20 cost? Who sells the Plover 70?")
    expect(turn.locator(".warning")).to_have_text(
        "It asks 2 questions; the first is answered: How much does the Corvid 20 cost?"
    )
    assert not violations(page, "sourceline-chat")
    expect(ask(page, "How much does the Corvid 20 cost?").locator(".warning")).to_have_count(0)
