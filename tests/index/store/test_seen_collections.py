"""What an audience sees of a collection: its searches, its words, its states, and nothing to write to."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest

from index.access import Audience, audience_of, checked_labels
from index.documents import Document
from index.errors import InvalidInput, NotFound
from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.search.snapshot import Snapshot
from index.store.catalog import collections, document_list, now
from index.store.passage_index import PassageIndex
from index.store.relabel import relabel
from tests.support.fakes import FakeEmbedder

SIZES = PassageSizes(1, 200, 0)
NOBODY, HR = audience_of([]), audience_of(["group:hr"])
TEXTS = {
    "wage": ("The wage of the zirkonium stoker rose.", ("group:hr",)),
    "wages": ("The Remote Engine Board (REB) sets each wage.", ("group:hr", "user:mona")),
    "open": ("The wage of a cook is told at the gate.", None),
    "public": ("A wage is paid on Fridays.", ("public",)),
}


@pytest.fixture
def ingester(tmp_path: Path) -> Ingester:
    return Ingester(PassageIndex(tmp_path), FakeEmbedder(), SIZES)


@pytest.fixture
def index(ingester: Ingester) -> PassageIndex:
    """A collection of which some documents are labelled."""
    ingester.add("default", [Document(id, text, access=access) for id, (text, access) in TEXTS.items()])
    return ingester.index


def found(snapshot: Snapshot, k: int = 10) -> set[str]:
    """What both searches find, which is the same."""
    vector = FakeEmbedder().embed_questions(["the wage"])[0].whole
    hits = [{hit.passage for hit in hits} for hits in (snapshot.dense(vector, k), snapshot.bm25("wage", k))]
    places = snapshot.places([*hits[0] | hits[1]])
    named = [{places[id].document_id for id in ids} for ids in hits]
    assert named[0] == named[1] or k < len(TEXTS)
    return named[0] | named[1]


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        (NOBODY, {"open", "public"}),
        (HR, {"open", "public", "wage", "wages"}),
        (audience_of(["user:mona"]), {"open", "public", "wages"}),
        (Audience(frozenset()), {"open"}),
    ],
)
def test_searches_find_what_is_seen(index: PassageIndex, audience: Audience, seen: set[str]) -> None:
    snapshot = index.seen_by(audience).snapshot("default")
    assert found(snapshot) == seen
    assert found(snapshot, k=1) <= seen
    assert found(index.snapshot("default")) == {*TEXTS}
    with index.seen_by(audience).catalog.reading() as db:
        collection = collections.find(db, "default")
        assert collections.counts(db, collection) == (len(seen), len(seen))
        assert {row.id for row in document_list.page(db, collection, "", 10)} == seen


@pytest.mark.parametrize("hidden", [1, 30])
def test_top_k_is_full_whichever_list_is_the_shorter(ingester: Ingester, hidden: int) -> None:
    ingester.add("default", [Document(f"h{n}", f"Wage {n}.", access=("x",)) for n in range(hidden)])
    ingester.add("default", [Document(f"s{n}", f"The wage {n}.") for n in range(12)])
    snapshot = ingester.index.seen_by(NOBODY).snapshot("default")
    assert {id[0] for id in found(snapshot, 12)} == {"s"}
    assert len(snapshot.bm25("wage", 12)) == 12
    only = snapshot.filter({"document_id": {"$in": ["h0", "s3"]}})
    assert only is not None
    assert only.matches == 1


def test_words_come_from_what_is_seen(index: PassageIndex) -> None:
    index.snapshot("default")  # the words of all are read first
    whole, hidden, seen = (
        one.words
        for one in (
            index.snapshot("default"),
            index.seen_by(NOBODY).snapshot("default"),
            index.seen_by(HR).snapshot("default"),
        )
    )
    assert whole is not None
    assert hidden is not None
    assert seen is not None
    assert {"zirkonium", "engine"} <= whole.counts.keys() == seen.counts.keys()
    assert not {"zirkonium", "engine"} & hidden.counts.keys()
    assert "REB" in whole.abbreviations
    assert "REB" not in hidden.abbreviations


def test_labels_change_what_is_found_at_once(index: PassageIndex) -> None:
    nobody = index.seen_by(NOBODY)
    before = nobody.snapshot("default")
    relabel(index, "default", "wage", "", ())
    assert found(nobody.snapshot("default")) == {"open", "public", "wage"}
    relabel(index, "default", "open", "", ("group:hr",))
    assert found(nobody.snapshot("default")) == {"public", "wage"}
    # A state of before, as another process may still search it, shows nothing that is hidden now.
    ids = before.columns_of([hit.passage for hit in before.bm25("cook", 5)], check=True).ids
    assert before.fetch(ids.tolist()) == {}


def test_an_earlier_state_has_the_labels_of_now(ingester: Ingester, index: PassageIndex) -> None:
    moment = now()
    ingester.add("default", [Document("wage", "The wage fell.")])
    assert found(index.seen_by(HR).snapshot_as_of("default", moment)) == {*TEXTS}
    assert found(index.seen_by(NOBODY).snapshot_as_of("default", moment)) == {"open", "public"}
    relabel(index, "default", "wage", "", ("public",))
    assert found(index.seen_by(NOBODY).snapshot_as_of("default", moment)) == {"open", "public", "wage"}


def test_the_generation_moves_with_what_is_seen(ingester: Ingester, index: PassageIndex) -> None:
    def told(audience: Audience) -> int:
        return index.seen_by(audience).snapshot("default").generation

    nobody, hr = told(NOBODY), told(HR)
    ingester.add("default", [Document("wage", "The wage fell again.")])
    index.delete("default", "wages")
    assert told(NOBODY) == nobody
    assert told(HR) > hr


def test_audiences_on_one_thread_take_turns(index: PassageIndex) -> None:
    hr, nobody = index.seen_by(HR), index.seen_by(NOBODY)
    for _ in range(2):
        assert len(found(hr.snapshot("default"))) == 4
        assert len(found(nobody.snapshot("default"))) == 2
    with hr.catalog.reading(), pytest.raises(RuntimeError, match="Another audience"):
        nobody.catalog.connection.execute("SELECT 1")


def test_audiences_on_several_threads_do_not_mix(index: PassageIndex) -> None:
    wrong: list[set[str]] = []

    def ask(audience: Audience, count: int) -> None:
        for _ in range(20):
            names = found(index.seen_by(audience).snapshot("default"))
            if len(names) != count:
                wrong.append(names)
        index.catalog.close()

    threads = [threading.Thread(target=ask, args=one) for one in ((HR, 4), (NOBODY, 2)) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("table", ["documents", "versions", "passages", "collections", "jobs", "sources"])
def test_nothing_is_written_through_what_an_audience_sees(index: PassageIndex, table: str) -> None:
    db = index.seen_by(HR).catalog.connection
    with pytest.raises(sqlite3.OperationalError, match="cannot modify"):
        db.execute(f"DELETE FROM {table}")


def test_every_table_with_rows_of_documents_has_a_view(index: PassageIndex) -> None:
    whole, seen = index.catalog.connection, index.seen_by(NOBODY).catalog.connection
    tables = {row[0] for row in whole.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    views = {row[0] for row in seen.execute("SELECT name FROM sqlite_temp_master WHERE type = 'view'")}
    # Numbers, names of labels by number, and what a writer alone reads.
    sums = {"document_sums", "passage_sums", "version_sums"}
    bare = {"meta", "generations", "removals", "set_labels", "source_access", "sqlite_sequence", *sums}
    assert tables - views == bare


def test_what_is_hidden_is_not_found_in_the_same_words(index: PassageIndex) -> None:
    snapshot = index.seen_by(NOBODY).snapshot("default")
    said = []
    for id in ("wage", "ghost"):
        with pytest.raises(NotFound) as error:
            snapshot.version_text(id, "0" * 64)
        said.append(str(error.value).replace(id, ""))
    assert said[0] == said[1]


def test_columns_of_hidden_passages_are_left_out_when_checked(index: PassageIndex) -> None:
    snapshot = index.seen_by(NOBODY).snapshot("default")
    every = index.snapshot("default").vectors.ids()
    assert len(snapshot.columns_of(sorted(every), check=True).ids) == 2
    assert isinstance(snapshot.columns_of([]).ids, np.ndarray)


@pytest.mark.parametrize("label", ["", "  ", "a\nb", "x" * 201])
def test_what_is_no_label(label: str) -> None:
    with pytest.raises(InvalidInput):
        checked_labels([label])


def test_labels_are_kept_in_one_form() -> None:
    assert checked_labels([" b ", "a", "b", "caf\u0065\u0301"]) == ("a", "b", "caf\u00e9")


@pytest.mark.parametrize("table", ["versions", "passages", "attributes", "blocks", "places", "originals"])
def test_no_view_has_a_row_of_a_hidden_version(ingester: Ingester, table: str) -> None:
    """Of each table there is something to hide: every row stands by the version that it belongs to."""
    text = "# Wages\n\nThe wage.\n\n- a\n- b"
    for id, access in (("hidden", ("group:hr",)), ("open", None)):
        marked = Document(id, text + id, metadata={"n": 1}, access=access, media_type="text/markdown")
        ingester.add("default", [marked])
    index = ingester.index
    whole = index.catalog.connection
    (hidden,) = whole.execute(
        "SELECT v.key FROM versions v JOIN documents d ON d.key = v.document WHERE d.id = 'hidden'"
    ).fetchone()
    column = "key" if table == "versions" else "version"
    if table in ("places", "originals"):  # of files alone
        names = [row[1] for row in whole.execute(f"PRAGMA table_info({table})")]
        values = [hidden if name == "version" else 0 for name in names]
        with index.catalog.transaction() as db:
            db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
    count = f"SELECT count(*) FROM {table} WHERE {column} = ?"
    assert whole.execute(count, (hidden,)).fetchone()[0] > 0
    assert index.seen_by(NOBODY).catalog.connection.execute(count, (hidden,)).fetchone() == (0,)
    assert index.seen_by(HR).catalog.connection.execute(count, (hidden,)).fetchone()[0] > 0
