"""Filters: types kept, dates covering their day, every mistake named by its place."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from index.documents import Document
from index.errors import InvalidInput
from index.search.filters import compile_filter, matching_versions
from index.store.catalog import collections as shelves
from index.store.catalog import documents as rows
from index.store.catalog.schema import TABLES

Library = tuple[sqlite3.Connection, shelves.Collection, dict[int, str]]

DOCUMENTS = {
    "three": Document("three", "x1", published="2024-11-05", metadata={"q": 3, "tags": ["war", 7]}),
    "text": Document("text", "x2", published="2024-11-05T23:59:00+00:00", metadata={"q": "3", "on": True}),
    "half": Document("half", "x3", metadata={"q": 3.5, "on": 1, "published": "soon"}),
    "none": Document("none", "x4", published="2025-01-01", metadata={"q": None, "big": 9007199254740993}),
}


@pytest.fixture
def library() -> Iterator[Library]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(TABLES)
    shelf = shelves.find_or_create(db, "default", 1)
    names = {rows.put(db, shelf, document, name): name for name, document in DOCUMENTS.items()}
    yield db, shelf, names
    db.close()


@pytest.mark.parametrize(
    ("filters", "matches"),
    [
        ({}, ["three", "text", "half", "none"]),
        ({"q": 3}, ["three"]),
        ({"q": 3.0}, ["three"]),
        ({"q": "3"}, ["text"]),
        ({"on": True}, ["text"]),
        ({"on": 1}, ["half"]),
        ({"q": None}, ["none"]),
        ({"big": 9007199254740993}, ["none"]),
        ({"big": 9007199254740992}, []),
        ({"tags": "war"}, ["three"]),
        ({"tags": {"$in": [7, "peace"]}}, ["three"]),
        ({"q": {"$gte": 3, "$lte": 3.5}}, ["three", "half"]),
        ({"q": {"$gt": 3}}, ["half"]),
        ({"q": {"$lt": 3.5}}, ["three"]),
        ({"q": {"$gte": "2"}}, ["text"]),
        ({"$or": [{"q": 3}, {"on": True}]}, ["three", "text"]),
        ({"$and": [{"q": 3}, {"tags": "war"}]}, ["three"]),
        ({"$and": [{"q": 3}, {"tags": "peace"}]}, []),
        ({"published": "2024-11-05"}, ["three", "text"]),
        ({"published": {"$gte": "2024-11-06"}}, ["none"]),
        ({"published": {"$lt": "2025-01-01"}}, ["three", "text"]),
        ({"published": {"$lte": "2025-01-01"}}, ["three", "text", "none"]),
        ({"published": {"$gt": "2024-11-05"}}, ["none"]),
        ({"metadata.published": "soon"}, ["half"]),
        ({"document_id": {"$in": ["none", "half"]}}, ["half", "none"]),
        ({"q": {"$in": [3, "3", None, 9, True]}}, ["three", "text", "none"]),
        ({"big": {"$in": [9007199254740992, 9007199254740993]}}, ["none"]),
        ({"published": {"$in": ["2025-01-01", "1900-01-01"]}}, ["none"]),
        ({"missing": 1}, []),
        ({"q'; DROP TABLE versions; --": 1}, []),
    ],
)
def test_what_a_filter_lets_through(library: Library, filters: dict[str, object], matches: list[str]) -> None:
    db, shelf, names = library
    found = [names[key] for key in matching_versions(db, shelf.key, compile_filter(filters))]
    assert found == matches


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"q": {"$near": 1}}, "filters.q.$near"),
        ({"$not": {"q": 1}}, "filters.$not"),
        ({"$or": []}, "filters.$or"),
        ({"$or": [{"q": 1}, 5]}, "filters.$or[1]"),
        ({"q": {}}, "filters.q"),
        ({"q": {"$in": 3}}, "filters.q.$in"),
        ({"q": {"$gte": True}}, "filters.q.$gte"),
        ({"q": [1]}, "filters.q.$eq"),
        ({"published": "yesterday"}, "filters.published.$eq"),
        ({"published": {"$gte": 2024}}, "filters.published.$gte"),
    ],
)
def test_a_mistake_is_named_by_its_place(filters: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        compile_filter(filters)
    assert caught.value.field == field
    assert caught.value.hint


DAYS = [f"{1000 + n // 28}-02-{n % 28 + 1:02}" for n in range(2000)]


@pytest.mark.parametrize(
    ("filters", "matches"),
    [
        ({"document_id": {"$in": ["half", *map(str, range(29_000))]}}, ["half"]),
        ({"$or": [*({"q": n} for n in range(4, 2000)), {"q": 3}]}, ["three"]),
        ({f"k{n}": n for n in range(2000)}, []),
        ({"published": {"$in": [*DAYS, "2025-01-01"]}}, ["none"]),
    ],
)
def test_wide_filters(library: Library, filters: dict[str, object], matches: list[str]) -> None:
    test_what_a_filter_lets_through(library, filters, matches)


@pytest.mark.parametrize(
    "filters",
    [{"document_id": {"$in": [*map(str, range(30_000))]}}, {"$or": [{"q": n} for n in range(12_000)]}],
)
def test_a_filter_too_wide_is_said_to_be(filters: dict[str, object]) -> None:
    with pytest.raises(InvalidInput, match="too many conditions") as caught:
        compile_filter(filters)
    assert caught.value.field == "filters"
    assert "fewer" in caught.value.hint


def test_nesting_has_a_floor() -> None:
    filters: dict[str, object] = {"q": 1}
    for _ in range(50):
        filters = {"$and": [filters]}
    with pytest.raises(InvalidInput, match="deep"):
        compile_filter(filters)


def test_only_the_current_version_matches(library: Library) -> None:
    db, shelf, _ = library
    key = rows.put(db, shelf, Document("three", "y", metadata={"q": 4}), "new")
    assert matching_versions(db, shelf.key, compile_filter({"q": 3})) == []
    assert matching_versions(db, shelf.key, compile_filter({"q": 4})) == [key]
