"""Made documents and filters through the HTTP API: what is written is found, and filters choose rightly."""

from __future__ import annotations

import itertools
import json
from typing import Any

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.documents import Document
from tests.support.made_filters import DAYS, conditions, entries, filters, passes

MADE = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
#: Of each example, so that it has its own documents.
NUMBERS = itertools.count()

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.integers(-(2**63), 2**64) | st.floats(allow_nan=False, allow_infinity=False)
scalars: st.SearchStrategy[Any] = (
    st.sampled_from([0, 1, 2, 2.5, -1, "0", "1", "x", "Xy", "yx", "", True, False]) | any_text | numbers
)
keys = st.sampled_from("ab") | any_text.filter(lambda key: key and not key.startswith("$"))
metadata = st.dictionaries(keys, scalars | st.none() | st.lists(scalars, max_size=3), max_size=4)
documents = st.lists(
    st.fixed_dictionaries(
        {"metadata": metadata, "text": any_text},
        optional={
            "published": st.sampled_from(DAYS),
            "modified": st.sampled_from(DAYS),
            "title": any_text,
            "url": any_text,
            "format": st.sampled_from(["text", "markdown"]),
        },
    ),
    min_size=1,
    max_size=5,
)
#: A filter of the plain ones, or one on a value or a key of any kind.
any_filter = (
    filters
    | st.dictionaries(
        keys.filter(lambda key: key not in ("a", "b") and not key.startswith("metadata.")),
        scalars | st.lists(scalars, min_size=1, max_size=3),
        min_size=1,
        max_size=2,
    )
    | st.tuples(entries, conditions("a")).map(lambda pair: {**pair[0], "a": pair[1]})
)


@MADE
@given(documents, any_filter)
def test_what_is_written_is_found_and_chosen(
    client: TestClient, made: list[dict[str, Any]], filters: dict[str, Any]
) -> None:
    collection = f"c{next(NUMBERS)}"
    sent = [{**one, "id": f"d{n}", "text": f"Quartz number {n}. {one['text']}"} for n, one in enumerate(made)]
    written = client.post("/v1/documents", json={"documents": sent, "collection": collection})
    assert written.status_code == 200, written.text
    for one in sent:
        shown = client.get(f"/v1/documents/{one['id']}", params={"collection": collection}).json()
        assert "Quartz number" in shown["text"]
        assert shown["metadata"] == one["metadata"]
    query = {"question": "quartz number", "collection": collection, "top_k": 100}
    assert found(client, query) == {one["id"] for one in sent}
    chosen = {one["id"] for one in sent if passes(as_document(one), as_conditions(filters))}
    assert found(client, {**query, "filters": filters}) == chosen


def found(client: TestClient, query: dict[str, Any]) -> set[str]:
    answer = client.post("/v1/search", json=query)
    assert answer.status_code == 200, answer.text
    return {passage["citation"]["document_id"] for passage in answer.json()["passages"]}


def as_document(sent: dict[str, Any]) -> Document:
    names = ("id", "text", "published", "modified", "metadata")
    return Document(**{name: sent[name] for name in names if name in sent})


def as_conditions(filters: Any) -> Any:
    """A filter whose plain values are written as conditions, as the plain reading wants them."""
    return {
        key: value if key.startswith("$") or isinstance(value, dict) else {"$eq": value}
        for key, value in filters.items()
    }


anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | numbers
    | st.text(max_size=8)
    | st.sampled_from(["\ud800", "\0", "$and", "$in"]),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=6) | st.just("$not"), inside)
    ),
    max_leaves=8,
)
FIELDS = {
    "/v1/ask": ("question", "filters", "as_of", "collections", "max_error_rate"),
    "/v1/search": ("query", "filters", "top_k", "mode"),
    "/v1/chat": ("question", "history", "filters", "stream"),
    "/v1/chat/completions": ("model", "messages", "stream_options"),
    "/v1/feedback": ("question", "citations", "collection", "comment", "wrong", "replaces"),
    "/v1/documents": (
        "documents",
        "text",
        "metadata",
        "access",
        "collection",
        "source",
        "url",
        "id",
        "published",
    ),
}
LEAST: dict[str, dict[str, Any]] = {
    "/v1/feedback": {"verdict": "down", "generation": 1, "question": "x"},
    "/v1/documents": {"text": "Wax."},
    "/v1/search": {},
    "/v1/chat/completions": {"model": "sourceline", "messages": [{"role": "user", "content": "x"}]},
}


@settings(MADE, max_examples=150)
@given(st.sampled_from([*FIELDS]), st.data())
def test_no_body_is_an_error_of_the_server(client: TestClient, path: str, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(FIELDS[path]))
    body = {**LEAST.get(path, {"question": "x"}), field: data.draw(anything)}
    answer = client.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code < 500, answer.text
