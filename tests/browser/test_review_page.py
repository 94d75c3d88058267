"""The page on which questions are kept, dropped and edited, by keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from eval.review.app import review_app
from eval.review.reviewed_file import ReviewedFile
from tests.support.eval_small import TEXTS, write_set
from tests.support.widget_server import serving, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """A set of six questions."""
    return write_set(tmp_path / "small.jsonl", documents=False)


@pytest.fixture
def address(reviewed: Path) -> Iterator[str]:
    """Where its page is served."""
    with serving(review_app(ReviewedFile(reviewed), TEXTS.get)) as address:
        yield address


def decisions(path: Path) -> list[str | None]:
    """What stands in the file."""
    return [json.loads(line).get("review") for line in path.read_text().splitlines()]


def test_keys_decide_and_the_page_goes_on_where_it_was_left(
    reviewed: Path, address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(address)
    page.get_by_text("1 of 6 ·").wait_for()
    assert page.locator("mark").inner_text() == "Twelve soldiers"
    page.keyboard.press("k")
    page.get_by_text("2 of 6 ·").wait_for()
    page.keyboard.press("d")
    page.get_by_text("3 of 6 ·").wait_for()
    assert decisions(reviewed)[:3] == ["keep", "drop", None]
    page.keyboard.press("e")
    page.get_by_label("Question", exact=True).last.fill("How did the rye do?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("4 of 6 ·").wait_for()
    assert json.loads(reviewed.read_text().splitlines()[2])["question"] == "How did the rye do?"
    page.keyboard.press("ArrowLeft")
    page.get_by_text("3 of 6 ·").wait_for()
    again = open_page(address)
    again.get_by_text("4 of 6 ·").wait_for()
    assert again.get_by_role("status").inner_text() == "3 of 6 decided, 2 kept, 1 dropped"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits(address: str, open_page: Callable[..., Page], scheme: str) -> None:
    page = open_page(address, viewport={"width": 390, "height": 800}, color_scheme=scheme)
    page.get_by_text("1 of 6 ·").wait_for()
    assert violations(page) == []
    page.keyboard.press("e")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
