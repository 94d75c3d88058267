"""Suggestions: only what is surely answered is offered, and only what the caller's documents say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.access import Audience, audience_of
from index.documents import Document, version_name
from index.errors import NotFound
from index.store.catalog.headings import Heading
from qa.feedback.records import CitedSpan, Feedback, Verdict
from qa.reading_service import Readable
from qa.schemas import AskQuery, AskResponse
from qa.service import Service
from qa.suggestions import LEAST_VOTES, Suggestions, well_answered, worth_asking

FERRY = """# Ferry

## When does the ferry leave?

The ferry leaves at nine o'clock.

## Tickets

Tickets cost four crowns.
"""


def ingest(service: Service, text: str = FERRY, id: str = "ferry", collection: str = "default") -> None:
    service.ingester.add(collection, [Document(id, text, title=id.title(), media_type="text/markdown")])


def surely(service: Readable) -> Callable[[AskQuery], AskResponse]:
    """Asks, and takes whatever is found for an answer: the model of these tests is never sure of much."""
    return lambda query: service.ask(query.model_copy(update={"abstain": False}))


def vote(service: Service, question: str, verdict: Verdict, times: int = 1) -> None:
    for _ in range(times):
        service.feedback.add(Feedback(question=question, answer="nine", verdict=verdict, generation=1))


def questions(service: Service, *collections: str) -> list[str]:
    found = Suggestions(service).of(collections or ("default",), surely(service))
    return [one.question for one in found]


def test_a_heading_that_asks_is_offered_with_the_document_that_answers(service: Service) -> None:
    ingest(service)
    first, *_ = Suggestions(service).of(("default",), surely(service))
    assert (first.question, first.document_title) == ("When does the ferry leave?", "Ferry")


def test_what_is_not_answered_is_not_offered(service: Service) -> None:
    ingest(service, "# Ferry\n\n## What is tungsten?\n\nAsk elsewhere. Nobody on board can say.\n")

    def unsure(query: AskQuery) -> AskResponse:
        return service.ask(query).model_copy(update={"answer": None})

    assert Suggestions(service).of(("default",), unsure) == []


def test_a_heading_that_the_caller_does_not_see_is_not_offered(service: Service) -> None:
    ingest(service)

    def without_headings(query: AskQuery) -> AskResponse:
        response = surely(service)(query)
        hidden = [passage.model_copy(update={"headings": ["Other"]}) for passage in response.passages]
        return response.model_copy(update={"passages": hidden})

    assert Suggestions(service).of(("default",), without_headings) == []


def test_each_caller_is_answered_with_its_own_rights(service: Service) -> None:
    ingest(service)
    suggestions = Suggestions(service)
    assert suggestions.of(("default",), surely(service), "one")

    def nothing(query: AskQuery) -> AskResponse:
        return service.ask(query).model_copy(update={"answer": None})

    assert suggestions.of(("default",), nothing, "another") == []
    assert suggestions.of(("default",), nothing, "one"), "made once for a caller and a state"


def test_a_change_of_the_documents_makes_them_anew(service: Service) -> None:
    ingest(service)
    suggestions = Suggestions(service)
    before = suggestions.of(("default",), surely(service))
    ingest(service, FERRY.replace("When does the ferry leave?", "When does the last ferry leave?"))
    after = suggestions.of(("default",), surely(service))
    assert before[0].question == "When does the ferry leave?"
    assert after[0].question == "When does the last ferry leave?"


def test_several_collections_are_asked_together(service: Service) -> None:
    ingest(service)
    text = "# Mill\n\n## Who opened the mill?\n\nMarie Hart opened the mill.\n"
    ingest(service, text, id="mill", collection="mills")
    assert {"When does the ferry leave?", "Who opened the mill?"} <= {*questions(service, "default", "mills")}
    with pytest.raises(NotFound):
        questions(service, "default", "none")


def test_a_question_is_offered_once_several_votes_are_for_it(service: Service) -> None:
    ingest(service, "The ferry leaves at nine o'clock. Tickets cost four crowns.")
    question = "When does the ferry leave the harbour?"
    vote(service, question, Verdict.UP, LEAST_VOTES - 1)
    assert questions(service) == [], "nobody else is shown what one person typed"
    vote(service, question, Verdict.UP)
    assert questions(service) == [question]
    vote(service, question, Verdict.DOWN)
    assert questions(service) == []


def test_wordings_that_differ_in_case_and_signs_are_one_question(service: Service) -> None:
    for question in ("when does it leave", "When does it  leave?", "WHEN DOES IT LEAVE?"):
        vote(service, question, Verdict.UP)
    assert len(well_answered(service.feedback.latest(10))) == 1


def test_headings_are_tried_questions_first_documents_in_turn_and_none_that_several_share() -> None:
    headings = [
        Heading("1.2 Oars", 1),
        Heading("Introduction", 1),
        Heading("Sails", 1),
        Heading("introduction", 2),
        Heading("Who rows?", 2),
        Heading("Anchors", 2),
        Heading("3.1", 2),
        Heading("x" * 200, 2),
    ]
    assert worth_asking(headings) == ["Who rows?", "Oars", "Sails", "Anchors"]


def test_a_vote_on_what_is_hidden_suggests_nothing(service: Service) -> None:
    """Its question may tell of what is hidden, even where something else answers it as well."""
    ingest(service)
    service.ingester.add("default", [Document("sale", "The ferry is sold.", access=("group:hr",))])
    asked = {"ferry": "When does the ferry leave at last?", "sale": "When does the sold ferry leave?"}
    for id, question in asked.items():
        text = FERRY if id == "ferry" else "The ferry is sold."
        place = {"document_id": id, "version": version_name(text), "start_char_index": 0, "end_char_index": 5}
        cited = [CitedSpan.model_validate({**place, "cited_text": text[:5]})]
        vote = Feedback(question=question, answer="9", verdict=Verdict.UP, generation=1, citations=cited)
        for _ in range(LEAST_VOTES):
            service.feedback.add(vote)

    def offered(audience: Audience | None) -> set[str]:
        seen = service.seen_by(audience)
        catalog = seen.index.catalog if audience is not None else None
        found = Suggestions(service).of(["default"], surely(seen), audience, catalog)
        return {one.question for one in found} & {*asked.values()}

    assert offered(None) == offered(audience_of(["group:hr"])) == {*asked.values()}
    assert offered(audience_of([])) == {asked["ferry"]}
