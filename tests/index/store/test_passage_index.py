"""The index of a data folder: no-ops, versions, deletion, followers that catch up, other processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.documents import Document, version_name
from index.errors import IndexMismatch, InvalidInput, NotFound, StorageFull
from index.ingest.ingester import Ingester
from index.search.snapshot import Snapshot
from index.store import passage_index
from index.store.derived_stores import DerivedStores
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder
from tests.support.two_documents import METAL, TROOPS, open_index


def dense(snapshot: Snapshot, question: str, k: int = 10) -> list[str]:
    hits = snapshot.dense(FakeEmbedder().embed_questions([question])[0].whole, k)
    stored = snapshot.fetch([hit.passage for hit in hits])
    return [stored[hit.passage].document_id for hit in hits]


def lexical(snapshot: Snapshot, question: str) -> list[str]:
    hits = snapshot.bm25(question, 10)
    stored = snapshot.fetch([hit.passage for hit in hits])
    return [stored[hit.passage].document_id for hit in hits]


def both(index: PassageIndex, question: str, collection: str = "default") -> list[list[str]]:
    snapshot = index.snapshot(collection)
    return [dense(snapshot, question, 1), lexical(snapshot, question)]


def statuses(ingester: Ingester, documents: Sequence[Document], collection: str = "default") -> list[str]:
    return [outcome.status.value for outcome in ingester.add(collection, documents)]


def test_the_same_again_is_a_no_op(tmp_path: Path, embedder: FakeEmbedder) -> None:
    index, ingester = open_index(tmp_path, embedder)
    assert statuses(ingester, [TROOPS, METAL]) == ["new", "new"]
    generation, embedded = index.snapshot("default").generation, embedder.embedded
    assert statuses(ingester, [METAL, TROOPS]) == ["unchanged", "unchanged"]
    assert (index.snapshot("default").generation, embedder.embedded) == (generation, embedded)


def test_new_content_replaces_the_old_in_answers_and_keeps_the_version(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    ingester.add("default", [TROOPS, METAL])
    newer = Document("troops", "Some 15,000 soldiers marched.", "Kursk")
    assert statuses(ingester, [newer]) == ["replaced"]
    assert both(index, "artillery shelled")[1] == []
    assert both(index, "soldiers marched") == [["troops"], ["troops"]]
    old = index.snapshot("default").version_text("troops", version_name(TROOPS.text))
    assert old == TROOPS.text
    rows = index.catalog.connection.execute(
        "SELECT valid_to IS NULL, removed IS NULL FROM passages"
    ).fetchall()
    assert sorted(rows) == [(0, 0), (1, 1), (1, 1)]


def test_a_changed_title_is_searchable_at_once(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    ingester.add("default", [TROOPS])
    ingester.add("default", [Document("troops", TROOPS.text, "Zebra")])
    assert lexical(index.snapshot("default"), "zebra") == ["troops"]
    assert lexical(index.snapshot("default"), "kursk zebra") == ["troops"]


def test_going_back_to_an_old_version_works(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    for text in ("first words", "second words", "first words"):
        ingester.add("default", [Document("a", text)])
    snapshot = index.snapshot("default")
    assert (lexical(snapshot, "first"), lexical(snapshot, "second"), len(snapshot.vectors)) == (["a"], [], 1)


def test_deleting_erases_every_store_and_says_so(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    ingester.add("default", [TROOPS, METAL])
    ingester.add("default", [Document("troops", "Quagmire anew.", "Kursk")])
    index.snapshot("default")
    receipt = index.delete("default", "troops")
    assert receipt.erased["catalog"] == {"versions": 2, "passages": 2, "sentences": 3}
    assert receipt.erased["vectors"] == receipt.erased["lexical"] == {"passages": 1}
    assert both(index, "quagmire troops artillery") == [["metal"], []]
    left = b"".join(path.read_bytes() for path in tmp_path.glob("catalog.sqlite*"))
    assert b"Quagmire" not in left
    assert b"12,000" not in left
    assert b"Tungsten" in left
    with pytest.raises(NotFound):
        index.delete("default", "troops")


def test_a_generation_in_hand_is_not_changed_by_writes(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    ingester.add("default", [TROOPS])
    before = index.snapshot("default")
    ingester.add("default", [METAL])
    assert lexical(before, "tungsten") == []
    assert lexical(index.snapshot("default"), "tungsten") == ["metal"]


def test_collections_do_not_see_each_other(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    ingester.add("one", [TROOPS])
    ingester.add("two", [METAL])
    assert both(index, "troops tungsten", "one") == [["troops"], ["troops"]]
    assert both(index, "troops tungsten", "two") == [["metal"], ["metal"]]
    with pytest.raises(NotFound, match="no collection 'three'"):
        index.snapshot("three")


def test_another_process_writes_and_this_one_sees_it(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    ingester.add("default", [TROOPS])
    index.snapshot("default")
    script = (
        "import sys; from pathlib import Path; from tests.support.two_documents import METAL, open_index;"
        "open_index(Path(sys.argv[1]))[1].add('default', [METAL])"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, timeout=60)
    assert both(index, "tungsten lamps") == [["metal"], ["metal"]]


@pytest.mark.parametrize("killed_after", ["catalog", "nothing"])
def test_a_writer_killed_between_the_stores_is_made_good(
    tmp_path: Path, killed_after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the catalog committed is found in both arms; what it did not is in neither."""
    _, ingester = open_index(tmp_path)
    ingester.add("default", [TROOPS])

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    if killed_after == "catalog":
        monkeypatch.setattr(DerivedStores, "catch_up", die)
    else:
        monkeypatch.setattr(passage_index, "check_room", die)
    with pytest.raises(Killed):
        ingester.add("default", [METAL])
    monkeypatch.undo()
    fresh, _ = open_index(tmp_path)
    expected = ["metal"] if killed_after == "catalog" else []
    assert lexical(fresh.snapshot("default"), "tungsten") == expected
    assert len(fresh.snapshot("default").vectors) == 1 + len(expected)


@pytest.mark.parametrize("lost", ["lexical", "collection"])
def test_lost_derived_files_are_built_again(tmp_path: Path, lost: str, embedder: FakeEmbedder) -> None:
    _, ingester = open_index(tmp_path, embedder)
    ingester.add("default", [TROOPS, METAL])
    folder = tmp_path / "collections" / "1"
    for path in folder.glob("lexical-*") if lost == "lexical" else [folder]:
        shutil.rmtree(path)
    embedded = embedder.embedded
    fresh, _ = open_index(tmp_path, embedder)
    assert both(fresh, "tungsten") == [["metal"], ["metal"]]
    assert embedder.embedded == embedded


def test_many_removals_have_the_lexical_index_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.derived_stores.MIN_REMOVALS_FOR_REWRITE", 2)
    index, ingester = open_index(tmp_path)
    ingester.add("default", [Document(f"d{n}", f"word{n} common") for n in range(8)])
    index.snapshot("default")
    for n in range(5):
        index.delete("default", f"d{n}")
    assert index.catalog.connection.execute("SELECT pruned FROM collections").fetchone()[0] > 0
    assert sorted(lexical(index.snapshot("default"), "common")) == ["d5", "d6", "d7"]
    reopened, _ = open_index(tmp_path)
    assert sorted(dense(reopened.snapshot("default"), "common")) == ["d5", "d6", "d7"]


def test_a_folder_of_another_model_is_refused(tmp_path: Path) -> None:
    open_index(tmp_path)[1].add("default", [TROOPS])
    with pytest.raises(IndexMismatch, match=r"name=fake.*name=other") as caught:
        open_index(tmp_path, FakeEmbedder("other"))
    assert caught.value.field == "SOURCELINE_EMBEDDING_MODEL"


def test_a_full_disk_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, ingester = open_index(tmp_path)
    ingester.add("default", [TROOPS])
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(StorageFull, match="nothing was written"):
        ingester.add("default", [METAL])
    monkeypatch.undo()
    assert lexical(index.snapshot("default"), "tungsten troops") == ["troops"]
    assert statuses(ingester, [METAL]) == ["new"]


def test_one_bad_document_keeps_all_out(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    with pytest.raises(InvalidInput) as caught:
        ingester.add("default", [TROOPS, Document("blank", " \n ")])
    assert caught.value.field == "documents[1].text"
    with pytest.raises(NotFound):
        index.snapshot("default")


def test_writers_and_readers_at_once(tmp_path: Path) -> None:
    """Every reader sees whole generations only: as many passages in one arm as in the other."""
    index, ingester = open_index(tmp_path)
    ingester.add("default", [Document("d0", "common start")])

    def write(n: int) -> None:
        ingester.add("default", [Document(f"d{n}", f"common text {n}")])
        if n % 3 == 0:
            index.delete("default", f"d{n}")

    def read(_: int) -> bool:
        snapshot = index.snapshot("default")
        return len(snapshot.bm25("common", 100)) == len(snapshot.vectors)

    with ThreadPoolExecutor(6) as pool:
        writes = [pool.submit(write, n) for n in range(1, 13)]
        whole = [future.result() for future in [pool.submit(read, n) for n in range(200)]]
        for future in writes:
            future.result()
    assert all(whole)
    assert sorted(lexical(index.snapshot("default"), "common")) == sorted(
        f"d{n}" for n in range(13) if n % 3 or not n
    )
