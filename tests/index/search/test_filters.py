"""Filters: types kept, dates covering their day, every mistake named by its place."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Iterator

import pytest

from index.documents import Document
from index.errors import InvalidInput
from index.search.filters import DEEPEST, MOST_TERMS, MOST_VALUES, compile_filter
from index.search.matching import matching_versions, unmet
from index.store.catalog import collections, documents, folded
from index.store.catalog.schema import TABLES
from index.store.checksum import add_functions

Library = tuple[sqlite3.Connection, collections.Collection, dict[int, str]]

DOCUMENTS = {
    "three": Document("three", "x1", published="2024-11-05", metadata={"q": 3, "tags": ["war", 7]}),
    "text": Document("text", "x2", published="2024-11-05T23:59:00+00:00", metadata={"q": "3", "on": True}),
    "half": Document(
        "half", "x3", metadata={"q": 3.5, "on": 1, "published": "soon"}, modified="2025-03-01T10:00:00Z"
    ),
    "none": Document(
        "none",
        "x4",
        published="2025-01-01",
        metadata={"q": None, "big": 9007199254740993},
        saved="2025-02-02T10:00:00Z",
    ),
}


@pytest.fixture
def library() -> Iterator[Library]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(TABLES)
    add_functions(db)
    db.create_function("folded", 1, folded, deterministic=True)
    shelf = collections.find_or_create(db, "default", 1)
    names = {documents.put(db, shelf, document, name): name for name, document in DOCUMENTS.items()}
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
        ({"q": {"$ne": 3}}, ["text", "half", "none"]),
        ({"q": [3, "3"]}, ["three", "text"]),
        ({"tags": {"$ne": "war"}}, ["text", "half", "none"]),
        ({"q": {"$nin": [3, None]}}, ["text", "half"]),
        ({"q": {"$not": {"$gte": 3}}}, ["text", "none"]),
        ({"$not": {"q": {"$gte": 3}}}, ["text", "none"]),
        ({"$not": {"$or": [{"q": 3}, {"on": True}]}}, ["half", "none"]),
        ({"tags": {"$exists": True}}, ["three"]),
        ({"q": {"$exists": True}}, ["three", "text", "half", "none"]),
        ({"on": {"$exists": False}}, ["three", "none"]),
        ({"published": {"$exists": False}}, ["half"]),
        ({"tags": {"$contains": "WA"}}, ["three"]),
        ({"document_id": {"$contains": "e"}}, ["three", "text", "none"]),
        ({"modified": {"$gte": "2025-03-01"}}, ["half"]),
        ({"modified": {"$exists": True}}, ["half", "none"]),
        ({"ingested": {"$gte": "2020-01-01"}}, ["three", "text", "half", "none"]),
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
        ({"$nor": [{"q": 1}]}, "filters.$nor"),
        ({"$not": [{"q": 1}]}, "filters.$not"),
        ({"q": {"$not": 1}}, "filters.q.$not"),
        ({"q": {"$nin": 1}}, "filters.q.$nin"),
        ({"q": {"$exists": 1}}, "filters.q.$exists"),
        ({"q": {"$contains": 1}}, "filters.q.$contains"),
        ({"published": {"$contains": "2024"}}, "filters.published.$contains"),
        ({"modified": "soon"}, "filters.modified.$eq"),
        ({"$or": []}, "filters.$or"),
        ({"$or": [{"q": 1}, 5]}, "filters.$or[1]"),
        ({"q": {}}, "filters.q"),
        ({"q": {"$in": 3}}, "filters.q.$in"),
        ({"q": {"$gte": True}}, "filters.q.$gte"),
        ({"q": []}, "filters.q.$eq"),
        ({"q": [[1]]}, "filters.q.$eq"),
        ({"published": "yesterday"}, "filters.published.$eq"),
        ({"published": {"$gte": 2024}}, "filters.published.$gte"),
    ],
)
def test_a_mistake_is_named_by_its_place(filters: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        compile_filter(filters)
    assert caught.value.field == field
    assert caught.value.hint


DAYS = [f"{1000 + n // 28}-02-{n % 28 + 1:02}" for n in range(MOST_TERMS - 1)]


@pytest.mark.parametrize(
    ("filters", "matches"),
    [
        ({"document_id": {"$in": ["half", *map(str, range(MOST_VALUES - 1))]}}, ["half"]),
        ({"$or": [*({"q": n} for n in range(4, MOST_TERMS + 3)), {"q": 3}]}, ["three"]),
        ({"$or": [*({f"k{n}": n} for n in range(MOST_TERMS - 1)), {"q": 3}]}, ["three"]),
        (
            {"$or": [*({f"k{n}": 1, "q": 3} for n in range(MOST_TERMS // 2 - 1)), {"q": 3, "tags": 7}]},
            ["three"],
        ),
        ({f"k{n}": n for n in range(MOST_TERMS)}, []),
        ({"$and": [{"q": {"$lte": n}} for n in range(3, MOST_TERMS + 3)]}, ["three"]),
        ({"published": {"$in": [*DAYS, "2025-01-01"]}}, ["none"]),
        (
            {"$or": [{"$or": [{"q": 3}, {"$and": [{"on": True}, {"q": "3"}]}]}, {"on": 1}]},
            ["three", "text", "half"],
        ),
    ],
)
def test_wide_filters(library: Library, filters: dict[str, object], matches: list[str]) -> None:
    test_what_a_filter_lets_through(library, filters, matches)


@pytest.mark.parametrize(
    ("filters", "most"),
    [
        ({"document_id": {"$in": [*map(str, range(MOST_VALUES + 1))]}}, "30,000"),
        ({"$and": [{f"k{n}": {"$in": [*range(MOST_VALUES // 2)]}} for n in range(3)]}, "30,000"),
        ({"$or": [{"q": n} for n in range(MOST_TERMS + 1)]}, "200"),
        ({"$and": [{"$or": [{"q": n}] * 20} for n in range(11)]}, "200"),
        ({"$or": [{} for _ in range(MOST_TERMS + 1)]}, "200"),
        ({f"k{n}": n for n in range(MOST_TERMS + 1)}, "200"),
        ({"published": {"$in": [*DAYS, *DAYS]}}, "200"),
    ],
)
def test_a_filter_too_wide_is_said_to_be(filters: dict[str, object], most: str) -> None:
    with pytest.raises(InvalidInput, match=f"more than {most} (conditions|values)") as caught:
        compile_filter(filters)
    assert caught.value.field == "filters"
    assert f"Send at most {most}" in caught.value.hint


def test_what_is_behind_the_last_condition_taken_is_not_looked_at() -> None:
    """A long filter takes no more memory than the longest that is taken."""
    filters: dict[str, object] = {"$or": [{"n": 0}] * 100_000}
    tracemalloc.start()
    try:
        with pytest.raises(InvalidInput):
            compile_filter(filters)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_the_widest_filter_takes_little_memory(library: Library) -> None:
    """SQLite's own: 90 KB went to each alternative of an `$or`."""
    db, shelf, _ = library
    clause = compile_filter({"$or": [{f"k{n}": n} for n in range(MOST_TERMS)]})
    assert clause.clause.sql.count("SELECT") == 1
    assert matching_versions(db, shelf.key, clause) == []


def test_nesting_has_a_floor() -> None:
    filters: dict[str, object] = {"q": 1}
    for _ in range(DEEPEST):
        filters = {"$and": [filters]}
    compile_filter(filters)
    for _ in range(5_000):
        filters = {"$and": [filters]}
        with pytest.raises(InvalidInput, match=f"at most {DEEPEST} deep"):
            compile_filter(filters)


def test_only_the_current_version_matches(library: Library) -> None:
    db, shelf, _ = library
    key = documents.put(db, shelf, Document("three", "y", metadata={"q": 4}), "new")
    assert matching_versions(db, shelf.key, compile_filter({"q": 3})) == []
    assert matching_versions(db, shelf.key, compile_filter({"q": 4})) == [key]


@pytest.mark.parametrize(
    ("filters", "warned"),
    [
        ({"q": 3}, {}),
        ({"yaer": 2024}, {"filters.yaer.$eq": "No document here has 'yaer'."}),
        (
            {"$or": [{"q": 3}, {"yaer": {"$ne": 1}}]},
            {"filters.$or[1].yaer.$ne": "No document here has 'yaer'."},
        ),
        (
            {"on": "true"},
            {"filters.on.$eq": "'on' is compared with text; here it is a number or true or false."},
        ),
        ({"tags": {"$in": ["war", True]}}, {"filters.tags.$in": "'tags' is compared with true or false"}),
        ({"yaer": {"$exists": False}}, {}),
        ({"q": {"$gte": 100}}, {}),
    ],
)
def test_a_field_or_type_that_no_document_has_is_said(
    library: Library, filters: dict[str, object], warned: dict[str, str]
) -> None:
    db, shelf, _ = library
    found = dict(unmet(db, shelf.key, compile_filter(filters)))
    assert found.keys() == warned.keys()
    assert all(found[field].startswith(message) for field, message in warned.items())
