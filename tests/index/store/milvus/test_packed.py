"""A passage comes back from its text in Milvus as it is in the catalog, to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.documents import Document
from index.errors import StorageDamaged
from index.store.catalog import passage_codes, passages, whole_passages
from index.store.milvus.packed import packed_passage, unpacked_passages
from tests.support.two_documents import open_index


def test_what_is_unpacked_is_what_the_catalog_has(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    text = "\n\n".join(f"Gull {n} eats {n * 7} fish é漢. It flies at {n} knots." for n in range(200))
    ingester.add("default", [Document("g", text, "Gulls", metadata={"n": 1}), Document("w", "Wax.", "W")])
    db = index.catalog.connection
    ids = passages.live_ids(db, index.snapshot("default").collection)
    found, codes = whole_passages.fetch(db, ids), passage_codes.codes_of(db, ids)
    texts = [packed_passage(found[id], codes[id]) for id in ids]
    for id, back in zip(ids, unpacked_passages(texts), strict=True):
        for name, value in found[id]._asdict().items():
            if isinstance(value, np.ndarray):
                assert value.dtype == getattr(back, name).dtype
                assert np.array_equal(value, getattr(back, name))
            elif name == "terms":
                assert all(np.array_equal(*pair) for pair in zip(value, back.terms, strict=True))
            elif name == "is_placed":  # a version may get places after its passages were packed
                assert (back.is_placed, value) == (True, False)
            else:
                assert value == getattr(back, name)
    index.catalog.close()


@pytest.mark.parametrize("text", ["", "[]", "{}\n", '[{}, {"vector": ["|i1", [3]]}]\nAAAA'])
def test_a_text_of_no_passage_is_damage(text: str) -> None:
    with pytest.raises(StorageDamaged):
        unpacked_passages([text])


def test_nothing_is_unpacked_of_nothing() -> None:
    assert unpacked_passages([]) == []
