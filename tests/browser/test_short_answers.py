"""Answers that are shorter than their sentence, in the widget and on the page that a citation opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.widget_server import Site, ask, open_panel

pytestmark = pytest.mark.browser

TEXT = "Nobody was there 😀. The bridge was opened in 1912 by Mayor Ada Byron herself. Wax is soft."


@pytest.fixture
def service(tmp_path: Path, embedder: FakeEmbedder) -> Service:
    """A service whose answers are short."""
    return Service(Settings(home=tmp_path / "home"), embedder, FakeReader())


def test_a_short_answer_is_marked_in_its_sentence(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_panel(open_page(embed(TEXT).foreign))
    turn = ask(page, "When was the bridge opened?")
    answer = turn.locator(".answer")
    expect(answer.locator(".ref")).to_have_text("1")
    said = str(answer.evaluate("node => node.firstChild.data"))
    assert "1912" in said
    assert len(said) < len("The bridge was opened in 1912 by Mayor Ada Byron herself.")
    expect(turn.locator(".quotes blockquote")).to_have_text(
        "The bridge was opened in 1912 by Mayor Ada Byron herself."
    )
    expect(turn.locator(".quotes mark")).to_have_text(said)
    with page.context.expect_page() as opened:
        answer.locator(".ref").click()
    assert opened.value.locator("#span").text_content() == said
