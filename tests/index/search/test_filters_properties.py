"""Filters against a plain reading of their rules in Python, over made documents and made filters."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from hypothesis import given, settings

from index.documents import Document
from index.search.filters import compile_filter
from index.search.matching import matching_versions
from index.store.catalog import collections, documents, folded
from index.store.catalog.schema import TABLES
from index.store.checksum import add_functions
from tests.support.made_filters import filters, made_documents, passes


@contextmanager
def library(made: list[Document]) -> Iterator[tuple[sqlite3.Connection, int, dict[int, str]]]:
    """A catalog in memory with these documents."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.executescript(TABLES)
        add_functions(db)
        db.create_function("folded", 1, folded, deterministic=True)
        shelf = collections.find_or_create(db, "default", 1)
        yield db, shelf.key, {documents.put(db, shelf, one, one.id): one.id for one in made}


@settings(max_examples=150)
@given(made_documents(), filters)
def test_a_filter_lets_through_what_its_rules_say(made: list[Document], filters: dict[str, Any]) -> None:
    with library(made) as (db, shelf, names):
        found = [names[key] for key in matching_versions(db, shelf, compile_filter(filters))]
    assert found == [one.id for one in made if passes(one, filters)]
