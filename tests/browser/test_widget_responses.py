"""The widget with responses of any form: streams cut anywhere, links to other sites."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from index.documents import Document
from qa.schemas import AskQuery
from qa.service import Service
from tests.support.widget_server import ANSWER, QUESTION, Site, ask, event, open_panel

pytestmark = pytest.mark.browser

STREAM = "text/event-stream; charset=utf-8"
ASKED = {"question": QUESTION, "standalone": QUESTION, "rewritten": False}


@pytest.fixture
def response(service: Service) -> dict[str, Any]:
    """A response to the question."""
    service.ingester.add("default", [Document("d", f"{ANSWER}. Wax is soft.", title="T")])
    return service.ask(AskQuery(question=QUESTION)).model_dump(mode="json")


@pytest.fixture
def told(embed: Callable[..., Site], open_page: Callable[..., Page]) -> Callable[..., Locator]:
    """Asks a server that answers with these bytes; the turn."""

    def told(body: str, content_type: str = STREAM) -> Locator:
        page = open_panel(open_page(embed().foreign))
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": content_type}
        page.route("**/v1/chat", lambda route: route.fulfill(status=200, headers=headers, body=body))
        return ask(page)

    return told


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_stream_is_read_with_any_line_ends_and_comments(
    told: Callable[..., Locator], response: dict[str, Any], end: str
) -> None:
    text = event("question", ASKED) + ": still here\n\n" + event("unheard", {"of": 1})
    text += event("answer", {"text": ANSWER}) + event("response", response) + "data: [DONE]\n\n"
    turn = told(text.replace("\n", end))
    expect(turn.locator(".answer .ref")).to_have_text("1")
    expect(turn.locator("blockquote")).to_have_text(f"{ANSWER}.")


def test_a_server_may_answer_in_one_object(told: Callable[..., Locator], response: dict[str, Any]) -> None:
    body = {**ASKED, "standalone": "How many came?", "rewritten": True, "response": response}
    turn = told(json.dumps(body), "application/json")
    expect(turn.locator(".ref")).to_have_text("1")
    expect(turn.locator(".searched")).to_have_text("Showing results for How many came?")


def test_an_error_within_a_stream_is_shown_as_one(told: Callable[..., Locator]) -> None:
    problem = {"status": 503, "title": "Busy", "detail": "Too many wait."}
    turn = told(event("question", ASKED) + event("error", problem) + "data: [DONE]\n\n")
    expect(turn.locator(".answer")).to_have_text("The server is busy.")
    expect(turn.locator(".reason")).to_have_text("Too many wait.")


@pytest.mark.parametrize("body", ["", "data: [DONE]\n\n", "event: response\ndata: {\n\n", "<html>"])
def test_a_stream_that_is_none_is_no_answer(told: Callable[..., Locator], body: str) -> None:
    expect(told(body).locator(".answer")).to_contain_text("The connection broke before")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//evil.example/x", "/\\evil.example/x", "https://evil.example/x", ""]
)
def test_citations_lead_nowhere_but_to_the_server(
    told: Callable[..., Locator], response: dict[str, Any], url: str
) -> None:
    cited = response["answer"]["citations"][0]
    cited["url"], cited["source_url"] = url, url
    turn = told(event("response", response))
    expect(turn.locator(".answer")).to_have_text(f"{ANSWER}1")
    links = [link.get_attribute("href") for link in turn.locator("a").all()]
    # The source itself may be anywhere on the web.
    assert links == ([url] if url.startswith("https:") else [])


def test_copies_of_a_passage_are_counted_and_listed_with_their_dates(
    told: Callable[..., Locator], response: dict[str, Any]
) -> None:
    passage = response["passages"][0]
    copy = {**passage["citation"], "document_title": "Notice"}
    passage["duplicates"] = [{**copy, "published": f"2023-05-0{day}"} for day in (2, 1)]
    more = told(event("response", response)).locator("details.more")
    expect(more.locator("summary")).to_have_text("and 2 more like it")
    more.locator("summary").click()
    expect(more.locator("li")).to_have_text(["Notice May 2, 2023", "Notice May 1, 2023"])


def test_citations_in_passages_without_a_sentence_of_theirs_are_quoted_as_they_are(
    told: Callable[..., Locator], response: dict[str, Any]
) -> None:
    """A citation of another passage is shown in the sentence around it, or alone where there is none."""
    first = response["answer"]["citations"][0]
    wax = {**first, "start_char_index": 22, "end_char_index": 25, "cited_text": "Wax"}
    elsewhere = {**first, "document_id": "e", "cited_text": "Twelve", "quote": "Twelve"}
    response["answer"]["citations"] += [wax, {**wax}, elsewhere]
    turn = told(event("response", response))
    expect(turn.locator(".answer .ref")).to_have_text(["1", "2", "3"])
    expect(turn.locator("blockquote")).to_have_text([f"{ANSWER}.", "Wax is soft.", "Twelve"])
    expect(turn.locator("mark")).to_have_text([ANSWER, "Wax", "Twelve"])


def test_a_quote_is_shown_without_marks_with_its_place_and_the_cited_words_marked(
    told: Callable[..., Locator], response: dict[str, Any]
) -> None:
    first = response["answer"]["citations"][0]
    row = {**first, "start_char_index": 50, "end_char_index": 65, "cited_text": "| Team | €9 |"}
    row |= {
        "quote": "Plan: Team; Price: €9",
        "quote_runs": [[6, 52, 4], [19, 59, 2]],
        "sheet": "Prices",
        "row": 4,
    }
    cell = {**row, "start_char_index": 59, "end_char_index": 61, "cited_text": "€9", "quote": "€9"}
    cell |= {"quote_runs": [[0, 59, 2]], "page": 2, "page_end": 3}
    response["answer"] |= {"citations": [cell], "sentence": row}
    turn = told(event("response", response))
    expect(turn.locator("blockquote")).to_have_text(["Plan: Team; Price: €9"])
    expect(turn.locator("mark")).to_have_text(["€9"])
    expect(turn.locator(".place")).to_have_text(["p. 2–3, sheet Prices, row 4"])


def test_a_response_of_an_older_server_is_quoted_as_it_is(
    told: Callable[..., Locator], response: dict[str, Any]
) -> None:
    for cited in (*response["answer"]["citations"], response["answer"]["sentence"]):
        del cited["quote"], cited["quote_runs"]
    turn = told(event("response", response))
    expect(turn.locator("blockquote")).to_have_text([f"{ANSWER}."])
    expect(turn.locator("mark")).to_have_text([ANSWER])


def test_what_the_sources_say_is_spoken_and_copied(
    told: Callable[..., Locator], response: dict[str, Any]
) -> None:
    (claim,) = response["claims"]
    claim["citations"][0]["document_title"] = "Report"
    more = {"value": "Ten *men*", "said_by": "Olga", "stance": "expected", "published": "2024-11-05"}
    response |= {"claims": [claim, claim | more], "sources_disagree": True}
    turn = told(event("response", response))
    expect(turn.locator("tbody tr")).to_have_count(2)
    expect(turn.locator(".who")).to_have_text(["Report", "Olga"])
    expect(turn.locator(".when")).to_have_text(["", "Nov 5, 2024"])
    status = turn.page.get_by_role("status")
    expect(status).to_contain_text(f"The sources give different values: {ANSWER}; Ten *men* (Olga).")
    turn.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn.get_by_role("button", name="Copy with quotes").click()
    expect(turn.get_by_text("Copied.")).to_be_visible()
    lines = turn.page.evaluate("navigator.clipboard.readText()").split("\n")
    at = lines.index("The sources give different values:")
    assert lines[at + 2 : at + 4] == [
        rf"- **{ANSWER}** – Report, stated \[1\]",
        r"- **Ten \*men\*** – Olga, expected, Nov 5, 2024 \[1\]",
    ]


def test_a_figure_is_shown_and_marked_with_what_belongs_to_it(
    told: Callable[..., Locator], response: dict[str, Any]
) -> None:
    answer = response["answer"]
    (claim,) = response["claims"]
    answer["citations"] = [answer["citations"][0] | {"start_char_index": 0, "end_char_index": 6}]
    answer |= {"text": "Twelve", "value": ANSWER}
    turn = told(event("response", response))
    expect(turn.locator(".answer")).to_have_text(f"{ANSWER}1")
    expect(turn.locator("mark")).to_have_text(ANSWER)
    assert (turn.locator(".ref").get_attribute("href") or "").endswith(claim["citations"][0]["url"])
