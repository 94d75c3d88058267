"""The owner's page in a browser: lists, the eval set, erasing, accessibility, a phone; a thumb down."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.logged import add, logged, rows
from tests.support.serving import served
from tests.support.waiting import until
from tests.support.widget_server import Site, ask, open_panel, violations

pytestmark = pytest.mark.browser

CAT = ("Who feeds the office cat?", "Who feeds the cat of the office?", "who feeds the office cat")
LONG = "Supercalifragilistic" * 12


@pytest.fixture
def owned(tmp_path: Path, embedder: FakeEmbedder) -> Service:
    """A service that logs questions, with some of the last days."""
    service = Service(Settings(home=tmp_path / "home", question_log_days=30), embedder, FakeReader())
    asked = [logged(question, "nothing", ago=timedelta(days=n)) for n, question in [*enumerate(CAT)][::-1]]
    asked += [
        logged(f"What is number {n}?", "unsure", answer="<b>One</b> \u202e", key=("k", LONG))
        for n in range(14)
    ]
    add(service.question_log, *asked, logged("When?"), logged("When?"))
    words = service.question_log.without_vectors("fake", 100)
    vectors = [one.whole.astype("float16").tobytes() for one in embedder.embed_questions(words)]
    service.question_log.store_vectors("fake", list(zip(words, vectors, strict=True)))
    return service


@pytest.fixture
def server(owned: Service) -> Iterator[str]:
    """Where it is served."""
    with served(owned) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_passes_axe_and_fits_a_phone(
    server: str, open_page: Callable[..., Page], scheme: str
) -> None:
    page = open_page(
        f"{server}/insights", viewport={"width": 390, "height": 800}, color_scheme=scheme, has_touch=True
    )
    for summary in page.locator("main summary").all():
        if summary.is_visible():
            summary.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.get_by_role("img", name="Questions a day")).to_be_visible()
    expect(page.locator("svg.plot rect").first).to_be_visible()


def test_chosen_questions_are_downloaded_as_an_eval_set(server: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server}/insights")
    unanswered = page.get_by_role("region", name="Questions that nobody gets an answer to")
    unanswered.get_by_text("3 times in 2 wordings").click()
    unanswered.get_by_role("checkbox", name=CAT[0], exact=True).check()
    page.get_by_role("region", name="Most asked").get_by_role("checkbox", name="When?").check()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Make an eval set of these").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["question"] for line in lines] == [CAT[0], "When?"]


def test_a_question_is_erased_by_keyboard(
    server: str, owned: Service, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{server}/insights")
    region = page.get_by_role("region", name="Most asked")
    erase = region.get_by_role("button", name="Erase When?")
    erase.press("Enter")
    page.get_by_role("button", name="Keep it").press("Enter")
    expect(erase).to_be_focused()
    assert ("When?",) in rows(owned.question_log)
    erase.press("Enter")
    page.get_by_role("button", name="Erase it").press("Enter")
    expect(erase).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("Erased: When?")
    expect(page.get_by_role("heading", name="Insights")).to_be_focused()
    assert ("When?",) not in rows(owned.question_log)


def test_other_days_are_a_click_away(server: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server}/insights")
    page.get_by_role("link", name="7 days").click()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("region", name="The table of questions a day").locator("tbody tr")).to_have_count(
        7
    )


def test_a_thumb_down_asks_what_was_wrong(
    embed: Callable[..., Site], open_page: Callable[..., Page], service: Service
) -> None:
    where = embed()
    page = open_panel(open_page(where.foreign))
    turn = ask(page)
    turn.get_by_role("button", name="This answer did not help").click()
    turn.get_by_role("radio", name="Out of date").check()
    turn.get_by_role("textbox").fill("It was fourteen.")
    assert violations(page) == []
    turn.get_by_role("button", name="Send").click()
    expect(turn.get_by_role("radio")).to_have_count(0)
    until(lambda: len(where.trouble.voted) == 2)
    (stored,) = service.feedback.latest(10)
    assert (stored.verdict, stored.wrong, stored.comment) == ("down", "outdated", "It was fourteen.")
    turn.get_by_role("button", name="This answer helped").click()
    until(lambda: [one.verdict for one in service.feedback.latest(10)] == ["up"])
    expect(turn.get_by_role("radio")).to_have_count(0)
