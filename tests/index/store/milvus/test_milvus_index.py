"""The index in Milvus: it answers as the embedded one, and follows the catalog."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.documents import Document, Span
from index.errors import IndexMismatch, InvalidInput, NotFound, NotSupported, StorageDamaged
from index.ingest.amend import amend
from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.places import Place, PlaceStart
from index.store.catalog import collections
from index.store.doctor.derived import derived_checks
from index.store.milvus import follower, heads, records
from index.store.milvus.connection import Milvus
from index.store.milvus.index import MilvusIndex
from index.store.milvus.records import Record
from index.store.other_words import OtherWords
from index.store.protocol import Store, StoreGeneration
from tests.support.fakes import FakeEmbedder
from tests.support.milvus_lite import found, milvus, reader, uri, writer
from tests.support.two_documents import METAL, TROOPS, open_index

__all__ = ["milvus", "uri"]

WAX = Document("wax", "# Wax\n\nBees make wax. It melts at 63 degrees.", media_type="text/markdown")
ODER = Document("oder", "Die Wärme der Lampen schmilzt das Wachs. Es ist weich.", language="de")
DOCUMENTS = [TROOPS, METAL, WAX, ODER]
QUESTIONS = ["How many troops were sent?", "Was schmilzt das Wachs?", "Which lamps use tungsten?", "wax"]


@pytest.fixture
def written(tmp_path: Path, milvus: Milvus) -> tuple[MilvusIndex, Ingester]:
    return writer(tmp_path / "home", milvus)


def near(store: Store, question: str, only: Any = None) -> list[tuple[str, float]]:
    """Documents and scores by vectors."""
    snapshot = store.snapshot("default")
    vector = FakeEmbedder().embed_questions([question])[0].whole
    hits = snapshot.dense(vector, 10, only)
    stored = snapshot.fetch([hit.passage for hit in hits])
    return [(stored[hit.passage].document_id, round(hit.score, 4)) for hit in hits]


def ids(store: Store) -> set[str]:
    return {id for id, _ in near(store, "anything")}


def test_it_answers_as_the_embedded_index_does(
    written: tuple[MilvusIndex, Ingester], milvus: Milvus, tmp_path: Path
) -> None:
    embedded, ingester = open_index(tmp_path / "embedded")
    ingester.add("default", DOCUMENTS)
    written[1].add("default", DOCUMENTS)
    for other in (written[0], reader(milvus)):
        for question in QUESTIONS:
            assert found(other, question) == found(embedded, question)
            nearest, expected = near(other, question), near(embedded, question)
            assert [id for id, _ in nearest] == [id for id, _ in expected]
            assert dict(nearest) == pytest.approx(dict(expected), abs=1e-3)
        mine, its = other.snapshot("default"), embedded.snapshot("default")
        assert mine.idf(["wax", "troop", "nowhere"]) == its.idf(["wax", "troop", "nowhere"])
        assert mine.words == its.words
        columns, known = mine.columns_of([1, 2, 3])._asdict(), its.columns_of([1, 2, 3])._asdict()
        assert all(np.array_equal(columns[name], known[name]) for name in known)
        assert mine.places([1, 2]) == its.places([1, 2])
        passage = next(iter(its.fetch([3]).values()))
        where = (passage.document_id, passage.version)
        assert mine.version_text(*where) == its.version_text(*where)
        assert mine.version_metadata("metal", its.fetch([2])[2].version) == {"n": 2}
        assert mine.blocks_of(*where, passage.span) == its.blocks_of(*where, passage.span) != []
        assert [p.id for p in mine.passages_of(*where, most=5)] == [
            p.id for p in its.passages_of(*where, most=5)
        ]


def test_other_words_count_as_in_the_embedded_index(
    written: tuple[MilvusIndex, Ingester], tmp_path: Path
) -> None:
    embedded, ingester = open_index(tmp_path / "embedded")
    ingester.add("default", DOCUMENTS)
    written[1].add("default", DOCUMENTS)
    also = [OtherWords("soldiers", ("troops", "bees make"), 0.7)]
    expected = found(embedded, "How many soldiers were sent?", also=also)
    assert {id for id, _ in expected} == {"troops", "wax"}
    mine = found(written[0], "How many soldiers were sent?", also=also)
    assert dict(mine) == pytest.approx(dict(expected), abs=1e-4)
    scores = written[0].snapshot("default").bm25_scores("How many soldiers?", [1, 2, 3, 4], also)
    known = embedded.snapshot("default").bm25_scores("How many soldiers?", [1, 2, 3, 4], also)
    assert scores == pytest.approx(known, abs=1e-5)


def test_a_place_is_found_by_its_offset(written: tuple[MilvusIndex, Ingester]) -> None:
    places = (PlaceStart(0, Place(page=1)), PlaceStart(10, Place(page=2)))
    written[1].add("default", [Document("paged", "Page one. Page two is here.", places=places)])
    snapshot = written[0].snapshot("default")
    (passage,) = snapshot.fetch([1]).values()
    assert snapshot.places_of("paged", passage.version, Span(2, 14)) == (Place(page=1), Place(page=2))


def test_a_replaced_document_is_found_by_its_new_text_alone(
    written: tuple[MilvusIndex, Ingester], milvus: Milvus
) -> None:
    _, ingester = written
    ingester.add("default", DOCUMENTS)
    before = reader(milvus).snapshot("default")
    ingester.add("default", [replace(METAL, text="Osmium is dense.")])
    assert found(reader(milvus), "boils") == []
    assert [id for id, _ in found(reader(milvus), "osmium")] == ["metal"]
    # Whoever began before goes on with what was there then.
    assert [hit.passage for hit in before.bm25("boils", 5)] == [2]
    assert "Tungsten" in before.version_text("metal", before.fetch([2])[2].version)
    assert ids(reader(milvus)) == {"troops", "metal", "wax", "oder"}


def test_an_erased_document_is_in_no_table(written: tuple[MilvusIndex, Ingester], milvus: Milvus) -> None:
    index, ingester = written
    ingester.add("default", DOCUMENTS)
    ingester.add("default", [replace(METAL, text="Osmium is dense.")])
    before = index.snapshot("default")
    version = before.fetch([5])[5].version
    index.delete("default", "metal")
    assert ids(index) == ids(reader(milvus)) == {"troops", "wax", "oder"}
    assert milvus.with_ids([2, 5], ("id",)) == []  # the replaced version, too
    kept = records.find(milvus, "part >= 0")
    assert not [one for one in kept if "smium" in str(one.value) or "ungsten" in str(one.value)]
    with pytest.raises(NotFound):
        index.snapshot("default").version_text("metal", version)
    assert list(before.columns_of([1, 5], check=True).ids) == [1]  # so that a question starts again


def test_metadata_and_names_change_without_embedding(
    written: tuple[MilvusIndex, Ingester], milvus: Milvus
) -> None:
    index, ingester = written
    ingester.add("default", DOCUMENTS)
    amend(ingester, "default", "metal", lambda document: replace(document, metadata={"n": 7, "who": "me"}))
    snapshot = reader(milvus).snapshot("default")
    assert near(reader(milvus), "lamps", snapshot.filter({"n": 7}))[0][0] == "metal"
    assert near(reader(milvus), "lamps", snapshot.filter({"n": 2})) == []
    ingester.add("default", [replace(METAL, id="wolfram")], renamed={"wolfram": "metal"})
    assert ids(reader(milvus)) == {"troops", "wolfram", "wax", "oder"}
    index.change("default", lambda db, generation: collections.rename(db, "default", "things"))
    assert reader(milvus).snapshot("things").collection.name == "things"
    with pytest.raises(NotFound):
        reader(milvus).snapshot("default")


def test_a_collection_is_deleted(written: tuple[MilvusIndex, Ingester], milvus: Milvus) -> None:
    index, ingester = written
    ingester.add("one", [TROOPS])
    ingester.add("two", [METAL])
    index.delete_collection("one")
    with pytest.raises(NotFound):
        reader(milvus).snapshot("one")
    assert milvus.count(milvus.passages, "collection == 1") == 0
    assert {id for id, _ in found(reader(milvus), "tungsten", "two")} == {"metal"}


def test_a_process_that_only_answers_refuses_the_rest(milvus: Milvus) -> None:
    index = reader(milvus)
    with pytest.raises(NotFound):
        index.snapshot("default")
    with pytest.raises(NotSupported, match="keeps no documents"):
        Ingester(index, FakeEmbedder(), PassageSizes())
    with pytest.raises(NotSupported):
        index.delete("default", "metal")
    with pytest.raises(NotSupported, match="earlier time"):
        index.snapshot_as_of("default", "2024-01-01")


def test_two_catalogs_do_not_share_tables(
    written: tuple[MilvusIndex, Ingester], milvus: Milvus, tmp_path: Path
) -> None:
    written[1].add("default", [TROOPS])
    _, other = writer(tmp_path / "other", milvus)
    with pytest.raises(IndexMismatch, match="another data folder"):
        other.add("default", [METAL])
    with pytest.raises(IndexMismatch, match="another data folder"):
        MilvusIndex(tmp_path / "empty", milvus, writes=True).make_searchable()
    assert ids(reader(milvus)) == {"troops"}


def test_another_model_is_refused(written: tuple[MilvusIndex, Ingester], milvus: Milvus) -> None:
    written[1].add("default", [TROOPS])
    reader(milvus).check_model(FakeEmbedder().identity)
    with pytest.raises(IndexMismatch, match="another model"):
        reader(milvus).check_model(FakeEmbedder("other").identity)


def test_a_text_that_is_not_its_versions_is_never_cited(
    written: tuple[MilvusIndex, Ingester], milvus: Milvus
) -> None:
    written[1].add("default", [TROOPS])
    (stored,) = records.find(milvus, 'kind == "version"')
    changed = {**stored.value, "text": stored.value["text"].replace("12,000", "13,000")}
    records.put(milvus, [stored._replace(value=changed)])
    snapshot = reader(milvus).snapshot("default")
    with pytest.raises(StorageDamaged, match="not that of its version"):
        snapshot.version_text("troops", snapshot.fetch([1])[1].version)


def test_a_passage_of_very_many_sentences_is_kept(
    written: tuple[MilvusIndex, Ingester], milvus: Milvus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.milvus.evidence.LONGEST_TEXT", 10_000)
    text = " ".join(f"Bees {n}." for n in range(60))
    written[1].add("default", [TROOPS, Document("long", text)])
    assert milvus.count(milvus.records, 'kind == "evidence"') > 0
    snapshot = reader(milvus).snapshot("default")
    assert "".join(one.text for id, one in sorted(snapshot.fetch([2, 3]).items())).startswith("Bees 0.")
    written[0].delete("default", "long")
    assert milvus.count(milvus.records, 'kind == "evidence"') == 0
    assert ids(reader(milvus)) == {"troops"}


def test_metadata_that_do_not_fit_are_refused_before_the_commit(
    written: tuple[MilvusIndex, Ingester], milvus: Milvus
) -> None:
    index, ingester = written
    ingester.add("default", [TROOPS])
    with pytest.raises(InvalidInput, match="more than Milvus keeps"):
        ingester.add("default", [replace(METAL, metadata={"words": "x" * 40_000})])
    with pytest.raises(InvalidInput, match="more than Milvus keeps"):
        amend(ingester, "default", "troops", lambda one: replace(one, metadata={"n": [*range(5000)]}))
    assert ids(reader(milvus)) == {"troops"}
    assert index.snapshot("default").version_metadata(
        "troops", index.snapshot("default").fetch([1])[1].version
    ) == {"n": 1}


def test_the_doctor_fills_milvus_again(written: tuple[MilvusIndex, Ingester], milvus: Milvus) -> None:
    index, ingester = written
    ingester.add("default", DOCUMENTS)
    milvus.delete(milvus.passages, "id in [2, 3]")
    found = next(derived_checks(index, repair=True))
    assert found.wrong
    assert found.repaired
    assert ids(reader(milvus)) == {"troops", "metal", "wax", "oder"}
    assert not next(derived_checks(index, repair=False)).wrong


def test_many_small_writes_count_as_one_large_one(
    written: tuple[MilvusIndex, Ingester], milvus: Milvus, tmp_path: Path
) -> None:
    texts = [
        Document(f"d{n}", f"Number {n} melts. Wax {n % 3} is soft.")
        for n in range(2 * follower.MOST_STATISTICS)
    ]
    for one in texts:
        written[1].add("default", [one])
    embedded, ingester = open_index(tmp_path / "embedded")
    ingester.add("default", texts)
    assert found(reader(milvus), "wax 1 melts") == found(embedded, "wax 1 melts")
    assert reader(milvus).snapshot("default").words == embedded.snapshot("default").words
    assert milvus.count(milvus.records, 'kind == "statistics" and part == 0') <= follower.MOST_STATISTICS + 1


def test_half_a_head_is_none(milvus: Milvus) -> None:
    milvus.make_tables(64)
    records.put(milvus, [Record("head", 5, 0, "head", {"text": "x"})])
    milvus.delete(milvus.records, "part == 0")
    assert heads.with_key(milvus, 5) is None


def test_the_protocol_is_what_both_stores_are(written: tuple[MilvusIndex, Ingester], tmp_path: Path) -> None:
    embedded, ingester = open_index(tmp_path / "embedded")
    ingester.add("default", [TROOPS])
    written[1].add("default", [TROOPS])
    stores: list[Store] = [embedded, written[0]]
    generations: list[StoreGeneration] = [store.snapshot("default") for store in stores]
    assert [one.collection.name for one in generations] == ["default", "default"]
