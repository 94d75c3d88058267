"""The widget when something goes wrong: stopped, cut off, refused, offline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from index.documents import Document
from qa.server.app import create_app
from qa.server.auth.key import Grant
from qa.service import Service
from tests.support.waiting import until
from tests.support.widget_server import ANSWER, EMBEDDED, Site, ask, open_panel, serving, site, widget_app

pytestmark = pytest.mark.browser


def test_a_stream_is_stopped_for_good_and_asked_again(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed()
    where.trouble.endless = True
    page = open_panel(open_page(where.foreign))
    turn = ask(page)
    expect(turn.locator(".answer")).to_contain_text("Half an answer and more and more")
    page.get_by_role("button", name="Stop").click()
    expect(turn.get_by_text("Stopped.")).to_be_visible()
    expect(turn.locator(".answer")).to_contain_text("Half an answer and more")
    assert where.trouble.left.wait(60), "the server goes on for nobody"
    where.trouble.endless = False
    turn.get_by_role("button", name="Try again").click()
    expect(page.locator(".turn .ref")).to_have_text("1")
    expect(page.locator(".turn")).to_have_count(1)


def test_a_lost_server_is_named_and_asked_again_once_it_is_back(
    service: Service, open_page: Callable[..., Page]
) -> None:
    service.ingester.add("default", [Document("d", f"{ANSWER}.")])
    with serving(widget_app(service)[0]) as server, serving(site(EMBEDDED.format(server=server))) as foreign:
        page = open_panel(open_page(foreign, locale="en"))
    turn = ask(page)
    expect(turn.locator(".answer")).to_have_text("The server cannot be reached.")
    expect(page.get_by_role("status")).to_have_text("The server cannot be reached.")
    with serving(widget_app(service)[0], int(server.rsplit(":", 1)[1])):
        turn.get_by_role("button", name="Try again").click()
        expect(turn.locator(".ref")).to_have_text("1")
        expect(page.locator("textarea")).to_be_focused()


def test_an_answer_that_breaks_off_is_not_shown_as_whole(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed()
    where.trouble.cut = True
    turn = ask(open_panel(open_page(where.foreign)))
    expect(turn.get_by_text("The connection broke before the answer was complete.")).to_be_visible()
    expect(turn.get_by_text("Half an answer")).to_have_class("answer partial")
    expect(turn.locator(".ref, .actions")).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "This key is not accepted."),
        (403, "Questions are not allowed from this page."),
        (422, "The server did not accept the question."),
        (500, "The server failed to answer this question."),
        (502, "The server cannot be reached."),
        (503, "The server is busy."),
    ],
)
def test_refusals_have_words_of_their_own(
    embed: Callable[..., Site], open_page: Callable[..., Page], status: int, says: str
) -> None:
    where = embed()
    where.trouble.status = status
    turn = ask(open_panel(open_page(where.foreign)))
    expect(turn.locator(".answer")).to_contain_text(says)
    told = turn.get_by_text("As the test <b>says</b>.")
    expect(told).to_have_count(1 if status in (422, 500, 503) else 0)


def test_a_site_that_the_server_does_not_allow_is_told_so(
    service: Service, open_page: Callable[..., Page]
) -> None:
    """The browser hides the refusal from the page; the server's own script, open to all, tells it apart."""
    with serving(create_app(service)) as server, serving(site(EMBEDDED.format(server=server))) as foreign:
        page = open_page(foreign, locale="en", forgive=["blocked by CORS policy"])
        turn = ask(open_panel(page))
        expect(turn.locator(".answer")).to_contain_text("Questions are not allowed from this page.")


def test_a_rate_limit_says_when_to_ask_again(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed()
    where.trouble.status, where.trouble.headers = 429, {"Retry-After": "2"}
    turn = ask(open_panel(open_page(where.foreign)))
    again = turn.get_by_role("button", name="Try again")
    expect(turn.get_by_text("Too many questions in a short time.")).to_be_visible()
    expect(turn.get_by_text("You can ask again in 2 seconds.")).to_be_visible()
    expect(again).to_be_disabled()
    where.trouble.status = 0
    expect(again).to_be_enabled()
    again.click()
    expect(turn.locator(".ref")).to_have_text("1")


def test_a_day_whose_questions_are_used_up_says_for_how_many_hours(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed()
    where.trouble.status, where.trouble.headers = 429, {"Retry-After": "46503"}
    turn = ask(open_panel(open_page(where.foreign)))
    expect(turn.get_by_text("The questions for today are used up.")).to_be_visible()
    expect(turn.get_by_text("You can ask again in 13 hours.")).to_be_visible()


def test_a_key_that_does_not_allow_something_is_told_what(
    embed: Callable[..., Site], open_page: Callable[..., Page]
) -> None:
    where = embed()
    where.trouble.status, where.trouble.type = 403, "urn:sourceline:forbidden"
    turn = ask(open_panel(open_page(where.foreign)))
    expect(turn.locator(".answer")).to_have_text("This key does not allow that.")
    expect(turn.get_by_text("As the test <b>says</b>.")).to_be_visible()


@pytest.mark.parametrize(
    ("grant", "says", "more"),
    [
        ({"collections": ("other",)}, "This key does not allow that.", "default"),
        ({"per_day": 1}, "The questions for today are used up.", "You can ask again in"),
        ({"per_minute": 1}, "Too many questions in a short time.", "You can ask again in"),
    ],
)
def test_what_the_server_itself_refuses_a_key_is_told_apart(
    service: Service,
    open_page: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
    grant: dict[str, Any],
    says: str,
    more: str,
) -> None:
    # Whatever the hour is: in a day's last minute the wait is as short as a minute's.
    monkeypatch.setattr("qa.server.auth.gatekeeper.seconds_until_tomorrow", lambda now: 46_503)
    service.ingester.add("default", [Document("d", f"{ANSWER}.")])
    app = create_app(service)
    with serving(app) as server, serving(site("<!doctype html><title>A site</title>")) as foreign:
        key = app.state.gatekeeper.keys.create(Grant("k", publishable=True, origins=(foreign,), **grant))
        page = open_page(foreign, locale="en")
        page.add_script_tag(url=f"{server}/widget.js")
        add = """key => {
          const chat = document.createElement("sourceline-chat");
          chat.setAttribute("key", key);
          document.body.append(chat);
        }"""
        page.evaluate(add, key.secret)
        if "collections" not in grant:
            expect(ask(page).locator(".ref")).to_have_text("1")
        turn = ask(page)
        expect(turn.locator(".answer")).to_have_text(says)
        expect(turn).to_contain_text(more)


def test_an_older_server_without_conversations_answers_too(
    service: Service, open_page: Callable[..., Page]
) -> None:
    service.ingester.add("default", [Document("d", f"{ANSWER}.")])
    app, trouble = widget_app(service)
    trouble.status = 404
    with serving(app) as server:
        turn = ask(open_page(server))
        expect(turn.locator(".ref")).to_have_text("1")


def test_a_removed_element_asks_no_more(embed: Callable[..., Site], open_page: Callable[..., Page]) -> None:
    where = embed()
    where.trouble.endless = True
    page = open_panel(open_page(where.foreign))
    expect(ask(page).locator(".answer")).to_contain_text("Half")
    page.evaluate("document.querySelector('sourceline-chat').remove()")
    until(where.trouble.left.is_set)
