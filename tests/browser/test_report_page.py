"""The HTML report of a run in a browser: its questions can be searched, its charts are whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from eval.report.html import write_report
from tests.support.eval_sample import make_run

pytestmark = pytest.mark.browser

#: Labels of charts that are not wholly within their drawing, and drawings that stick out of the window.
CUT = """() => {
  const cut = [];
  for (const svg of document.querySelectorAll("svg[role=img]")) {
    const frame = svg.getBoundingClientRect();
    const seen = frame.width > 0 && frame.left >= 0 && frame.right <= innerWidth;
    if (!seen) cut.push(svg.querySelector("title").textContent);
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 0.5 || box.right > frame.right + 0.5 ||
          box.top < frame.top - 0.5 || box.bottom > frame.bottom + 0.5) cut.push(text.textContent);
    }
  }
  return cut;
}"""


@pytest.fixture
def report(tmp_path: Path) -> str:
    """The address of a report."""
    write_report(make_run(), tmp_path / "report.html")
    return (tmp_path / "report.html").as_uri()


def test_the_questions_can_be_searched(report: str, open_page: Callable[..., Page]) -> None:
    page = open_page(report)
    assert page.get_by_text("Who commanded them?").first.is_visible()
    page.get_by_role("searchbox").fill("soldiers eat")
    page.get_by_text("Who commanded them?").first.wait_for(state="hidden")
    assert page.get_by_text("What did the soldiers eat?").first.is_visible()


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_chart_and_no_label_is_cut(
    report: str, open_page: Callable[..., Page], width: int, scheme: str
) -> None:
    page = open_page(report, viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert page.locator("svg[role=img]").count() >= 4
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
