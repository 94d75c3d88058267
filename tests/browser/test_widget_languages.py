"""The widget in other languages, where the models answer in them."""

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


@pytest.fixture
def service(tmp_path: Path, embedder: FakeEmbedder) -> Service:
    """A service whose models answer in many languages."""
    settings = Settings(home=tmp_path / "home", reader="another", embedding_model="another")
    return Service(settings, embedder, FakeReader(whole_sentences=True))


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


def test_a_language_brings_its_direction_where_the_page_names_none(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    page = open_page(embed(about='lang="ar"').foreign)
    page.get_by_role("button", name="اسأل الوثائق").click()
    expect(page.locator(".conversation")).to_have_css("direction", "rtl")


def test_the_language_can_be_changed(embed: Callable[..., Site], open_page: Callable[..., Page]) -> None:
    page = open_panel(open_page(embed().foreign))
    page.evaluate("document.querySelector('sourceline-chat').setAttribute('lang', 'de-AT')")
    page.get_by_role("button", name="Die Dokumente befragen").click()
    expect(page.get_by_role("textbox", name="Ihre Frage")).to_be_focused()
    expect(page.get_by_role("button", name="Fragen", exact=True)).to_be_visible()
