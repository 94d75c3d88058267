"""One question to several collections: one ranking, each citation of its own collection, no key sees more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from qa.schemas import AskQuery, Query
from qa.server.auth.scopes import Scope
from qa.service import Service
from tests.support.access_cases import SITE, bearer, make, problem

QUESTION = "How many soldiers came?"
BOTH = {"question": QUESTION, "collections": ["wars", "farms"]}


@pytest.fixture(autouse=True)
def _documents(service: Service) -> None:
    add = service.ingester.add
    add("farms", [Document("a", "The harvest was good. Eggs came late.", metadata={"year": 2})])
    add("wars", [Document("a", "Twelve soldiers came.", "A war", metadata={"year": 1})])
    add("wars", [Document("b", "The bridge fell.", metadata={"year": 2})])
    add("secret", [Document("a", "Ninety soldiers came.")])


def post(client: TestClient, path: str, **body: Any) -> Any:
    response = client.post(path, json=body)
    assert response.status_code == 200, response.text
    return response.json()


def where(response: Any) -> list[tuple[str, str]]:
    return [(p["citation"]["collection"], p["citation"]["document_id"]) for p in response["passages"]]


def test_all_passages_are_in_one_ranking_with_the_scores_they_have_alone(client: TestClient) -> None:
    together = post(client, "/v1/search", **BOTH)
    alone = [
        (passage["score"], (name, passage["citation"]["document_id"]))
        for name in ("wars", "farms")
        for passage in post(client, "/v1/search", question=QUESTION, collection=name)["passages"]
    ]
    assert len(together["passages"]) == 3
    assert [(p["score"], place) for p, place in zip(together["passages"], where(together), strict=True)] == (
        sorted(alone, key=lambda one: -one[0])
    )
    assert where(together)[0] == ("wars", "a")
    turned = post(client, "/v1/search", question=QUESTION, collections=["farms", "wars", "farms"])
    assert turned["passages"] == together["passages"]


def test_the_response_names_a_generation_of_each(client: TestClient, service: Service) -> None:
    index = post(client, "/v1/ask", **BOTH)["index"]
    generations = {name: service.index.snapshot(name).generation for name in ("wars", "farms")}
    assert index["collections"] == [
        {"collection": name, "generation": generation} for name, generation in generations.items()
    ]
    assert (index["collection"], index["generation"]) == ("wars", generations["wars"])
    one = post(client, "/v1/ask", question=QUESTION, collection="farms")["index"]
    assert one["collections"] == [{"collection": "farms", "generation": generations["farms"]}]


@pytest.mark.parametrize("order", [["wars", "farms"], ["farms", "wars"]])
def test_the_answer_comes_from_whichever_has_it(client: TestClient, order: list[str]) -> None:
    response = post(client, "/v1/ask", question=QUESTION, collections=order)
    assert response["answer"]["citations"][0]["collection"] == "wars"
    cited = [p["citation"] for p in response["passages"]]
    cited += [*response["answer"]["citations"], response["answer"]["sentence"]]
    for citation in cited:
        path = f"/v1/documents/{citation['document_id']}/versions/{citation['version']}/text"
        span = {"start": citation["start_char_index"], "end": citation["end_char_index"]}
        kept = client.get(path, params={**span, "collection": citation["collection"]}).json()
        assert kept["text"] == citation["cited_text"]
        assert "<mark" in client.get(citation["url"].removesuffix("#span")).text


def test_filters_hold_in_each(client: TestClient) -> None:
    def found(year: object) -> set[tuple[str, str]]:
        return {*where(post(client, "/v1/search", **BOTH, filters={"year": year}))}

    assert found(2) == {("wars", "b"), ("farms", "a")}
    assert found(1) == {("wars", "a")}
    assert found(3) == set()


def test_a_conversation_may_be_over_several(client: TestClient) -> None:
    history = [{"question": "Was there a war?", "answer": "A war"}]
    response = post(client, "/v1/chat", **BOTH, history=history)["response"]
    assert [c["collection"] for c in response["index"]["collections"]] == ["wars", "farms"]
    body = {**BOTH, "collections": ["wars", "none"], "history": history}
    answer = problem(client.post("/v1/chat", json=body), 404, "not-found")
    assert answer["errors"][0]["field"] == "collections[1]"


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/search", "/v1/chat"])
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"collections": []}, "collections"),
        ({"collections": [""]}, "collections[0]"),
        ({"collections": ["wars", "x" * 101]}, "collections[1]"),
        ({"collections": [f"c{n}" for n in range(21)]}, "collections"),
        ({"collections": "wars"}, "collections"),
        ({"collections": ["wars"], "collection": "farms"}, "collections"),
    ],
)
def test_bad_lists_are_named(client: TestClient, route: str, fields: Any, field: str) -> None:
    answer = problem(client.post(route, json={"question": QUESTION, **fields}), 422, "invalid-input")
    assert [(one["field"], bool(one["hint"])) for one in answer["errors"]] == [(field, True)]


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/search", "/v1/chat"])
def test_a_collection_of_others_answers_as_one_that_does_not_exist(client: TestClient, route: str) -> None:
    own = bearer(make(client, collections=("farms", "wars", "not yet")))
    answers = [
        problem(
            client.post(route, json={"question": QUESTION, "collections": ["farms", name]}, headers=own),
            404,
            "not-found",
        )
        for name in ("secret", "nowhere", "not yet")
    ]
    for answer, name in zip(answers, ("secret", "nowhere", "not yet"), strict=True):
        assert answer["errors"] == [
            {
                "field": "collections[1]",
                "detail": f"There is no collection '{name}'.",
                "hint": "`qa collections` and GET /v1/collections list them.",
            }
        ]
    assert client.post(route, json=BOTH, headers=own).status_code == 200
    order = {"question": QUESTION, "collections": ["secret", "not yet"]}
    named = problem(client.post(route, json=order, headers=own), 404, "not-found")
    assert named["errors"][0]["field"] == "collections[0]"


def test_links_for_a_publishable_key_open_each_collection(client: TestClient) -> None:
    new = make(client, publishable=True, origins=(SITE,), collections=("farms", "wars"))
    found = client.post("/v1/search", json=BOTH, headers=bearer(new, Origin=SITE)).json()
    for passage in found["passages"]:
        url = passage["citation"]["url"].removesuffix("#span")
        assert client.get(url).status_code == 200
        assert client.get(url.replace("ticket=", "ticket=x")).status_code == 401


def test_feedback_on_an_answer_over_several_is_erased_with_what_it_quotes(client: TestClient) -> None:
    response = post(client, "/v1/ask", **BOTH)
    cited = [p["citation"] for p in response["passages"]]
    vote = {"question": QUESTION, "answer": None, "verdict": "down", "generation": 1, "collection": "wars"}

    def give(citations: Any) -> Any:
        return client.post("/v1/feedback", json={**vote, "citations": citations})

    assert give(cited).status_code == 201
    wrong = [{**one, "collection": "wars"} for one in cited if one["collection"] == "farms"]
    assert give(wrong).status_code in (404, 422)
    own = bearer(make(client, Scope.ASK, collections=("wars",)))
    body = {**vote, "citations": cited}
    assert problem(client.post("/v1/feedback", json=body, headers=own), 403, "forbidden")
    admin = bearer(make(client, Scope.ADMIN))
    erased = client.delete("/v1/documents/a?collection=farms", headers=admin).json()["erased"]
    assert erased["feedback"] == {"records": 1}


def test_corroboration_counts_documents_of_each_collection(service: Service) -> None:
    """Documents of one id in two collections are two documents, unless one is a copy of the other."""
    service.ingester.add("more", [Document("a", "At the old mill twelve soldiers came by.")])
    one, two = (
        service.ask(AskQuery(question=QUESTION, collections=names)).claims[0]
        for names in (["wars", "farms"], ["wars", "more"])
    )
    assert {citation.collection for citation in two.citations} == {"wars", "more"}
    assert two.probability > one.probability


def test_an_erased_passage_moves_only_its_collection_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[[str], Any] = service.index.snapshot
    taken: list[str] = []

    def erased_meanwhile(name: str) -> Any:
        snapshot = real(name)
        taken.append(name)
        if len(taken) == 2:
            service.delete("farms", "a")
        return snapshot

    monkeypatch.setattr(service.index, "snapshot", erased_meanwhile)
    response = service.search(Query(question=QUESTION, collections=["wars", "farms"]))
    assert {p.citation.collection for p in response.passages} == {"wars"}
    assert taken == ["wars", "farms"] * 2
