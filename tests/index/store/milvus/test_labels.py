"""Milvus keeps no labels, so what has some never gets there."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.access import audience_of
from index.documents import Document
from index.errors import NotFound, NotSupported
from index.store.catalog import label_sets
from index.store.milvus.connection import Milvus
from index.store.relabel import relabel
from tests.support.milvus_lite import found, milvus, reader, uri, writer
from tests.support.two_documents import METAL, TROOPS

__all__ = ["milvus", "uri"]

HR = ("group:hr",)


def test_a_document_with_labels_is_refused(tmp_path: Path, milvus: Milvus) -> None:
    index, ingester = writer(tmp_path, milvus)
    ingester.add("default", [TROOPS, METAL])
    with pytest.raises(NotSupported):
        ingester.add("default", [Document("secret", "Tungsten is secret.", access=HR)])
    with pytest.raises(NotSupported):
        relabel(index, "default", "metal", METAL.source, HR)
    for store in (index, reader(milvus)):
        seen = store.seen_by(audience_of(()))
        assert [id for id, _ in found(seen, "tungsten")] == ["metal"]
    with pytest.raises(NotSupported):
        _ = reader(milvus).seen_by(audience_of(())).catalog.connection


def test_a_collection_in_which_something_got_labels_leaves_milvus(tmp_path: Path, milvus: Milvus) -> None:
    index, ingester = writer(tmp_path, milvus)
    ingester.add("default", [TROOPS, METAL])
    with index.catalog.transaction() as db:  # as the embedded store does, if it was set meanwhile
        label_sets.give(db, 1, HR)
    index.make_searchable()
    assert "labels" in index.unsearchable()["default"]
    with pytest.raises(NotFound):
        reader(milvus).snapshot("default")
