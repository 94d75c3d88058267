"""Sources: ids are unique within one; catalogs from before there were sources go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.documents import Document
from index.errors import Ambiguous, NotFound
from index.ingest.ingester import Ingester
from index.ingest.outcome import Status
from index.ingest.passages import PassageSizes
from index.store.catalog import collections, document_list, documents, sources
from index.store.catalog.sources import Source
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder
from tests.support.older_catalog import make_format_2


@pytest.fixture
def index(tmp_path: Path) -> PassageIndex:
    return PassageIndex(tmp_path)


def add(index: PassageIndex, *given: Document, model: FakeEmbedder | None = None) -> list[Status]:
    ingester = Ingester(index, model or FakeEmbedder(), PassageSizes())
    return [outcome.status for outcome in ingester.add("default", given)]


def listed(index: PassageIndex, source: str = "") -> list[tuple[str, str]]:
    db = index.catalog.connection
    shelf = collections.find(db, "default")
    found, after = [], ""
    while page := document_list.page(db, shelf, after, 1, source=source):
        found += [(row.id, row.source) for row in page]
        after = document_list.cursor(page[-1])
    return found


def passages(index: PassageIndex, word: str, **filters: str) -> list[tuple[str, str]]:
    snapshot = index.snapshot("default")
    hits = snapshot.bm25(word, 10, snapshot.filter(filters))
    return sorted((p.source, p.text) for p in snapshot.fetch([hit.passage for hit in hits]).values())


def test_two_sources_may_have_the_same_id(index: PassageIndex) -> None:
    add(index, Document("README.md", "Wax melts.", source="a"))
    assert add(index, Document("README.md", "Wax burns.", source="b")) == [Status.NEW]

    assert passages(index, "wax") == [("a", "Wax melts."), ("b", "Wax burns.")]
    assert passages(index, "wax", source="b") == [("b", "Wax burns.")]
    assert listed(index) == [("README.md", "a"), ("README.md", "b")]
    assert listed(index, "b") == [("README.md", "b")]
    db = index.catalog.connection
    shelf = collections.find(db, "default")
    with pytest.raises(Ambiguous, match=r"2 sources have a document .*: 'a', 'b'"):
        documents.show(db, shelf, "README.md")
    assert documents.show(db, shelf, "README.md", "a").source == "a"
    other = documents.show(db, shelf, "README.md", "b").version
    assert documents.show(db, shelf, "README.md", version=other).source == "b"
    with pytest.raises(NotFound, match="of source 'c'"):
        documents.show(db, shelf, "README.md", "c")


def test_the_list_goes_backwards_over_the_same_places(index: PassageIndex) -> None:
    given = [Document(id, "Wax.", source=source) for id in ("x", "y") for source in ("a", "b", "c")]
    add(index, *given)
    db = index.catalog.connection
    shelf = collections.find(db, "default")
    rows = document_list.page(db, shelf, "", 10)
    for n, row in enumerate(rows):
        assert document_list.page(db, shelf, document_list.cursor(row), 10) == rows[n + 1 :]
        assert document_list.page_before(db, shelf, document_list.cursor(row), 10) == rows[:n]
    assert [row.source for row in document_list.page(db, shelf, "x", 10)] == ["a", "b", "c"]
    assert document_list.page_before(db, shelf, "y", 10) == rows[:3]


def test_deleting_one_leaves_the_other(index: PassageIndex) -> None:
    add(index, Document("d", "Wax melts.", source="a"), Document("d", "Wax melts.", source="b"))
    with pytest.raises(Ambiguous):
        index.delete("default", "d")
    receipt = index.delete("default", "d", "a")
    assert (receipt.document_id, receipt.source) == ("d", "a")
    assert passages(index, "wax") == [("b", "Wax melts.")]
    assert index.delete("default", "d").source == "b"


def test_several_are_deleted_or_none(index: PassageIndex) -> None:
    add(index, *(Document(id, f"Wax {id}.", source="a") for id in "xyz"))
    with pytest.raises(NotFound):
        index.delete_several("default", [documents.Address("a", id) for id in ("x", "gone")])
    assert len(listed(index)) == 3
    gone = index.delete_several("default", [documents.Address("a", id) for id in "xyz"], with_source="a")
    assert [receipt.document_id for receipt in gone] == ["x", "y", "z"]
    assert (
        sources.all_sources(index.catalog.connection, collections.find(index.catalog.connection, "default"))
        == []
    )
    assert len(index.snapshot("default").vectors) == 0


def test_documents_of_an_earlier_catalog_go_over_to_who_writes_them(tmp_path: Path) -> None:
    index = PassageIndex(tmp_path)
    same, other = Document("same", "Wax melts."), Document("other", "Wax burns.")
    add(index, same, other, Document("left", "Wax drips."))
    index.catalog.close()
    make_format_2(tmp_path)

    index, model = PassageIndex(tmp_path), FakeEmbedder()
    assert listed(index) == [("left", "default"), ("other", "default"), ("same", "default")]
    assert passages(index, "wax", source="default")
    written = [Document("same", "Wax melts.", source="docs"), Document("other", "Wax glows.", source="docs")]
    assert add(index, *written, model=model) == [Status.UNCHANGED, Status.REPLACED]
    assert model.embedded == 1
    assert listed(index) == [("left", "default"), ("other", "docs"), ("same", "docs")]
    assert passages(index, "wax", source="docs") == [("docs", "Wax glows."), ("docs", "Wax melts.")]
    # Who comes second has a document of its own.
    assert add(index, Document("same", "Wax melts.", source="more"), model=model) == [Status.NEW]
    assert ("same", "docs") in listed(index)


def test_a_renamed_document_is_not_embedded_again(index: PassageIndex) -> None:
    model = FakeEmbedder()
    add(index, Document("old.txt", "Wax melts.", title="old", source="a"), model=model)
    assert model.embedded == 1
    ingester = Ingester(index, model, PassageSizes())
    new = Document("new.txt", "Wax melts.", title="new", source="a")
    (outcome,) = ingester.add("default", [new], renamed={"new.txt": "old.txt"})
    assert (outcome.status, model.embedded) == (Status.RENAMED, 1)
    assert listed(index) == [("new.txt", "a")]
    assert passages(index, "wax", document_id="new.txt") == [("a", "Wax melts.")]
    assert passages(index, "new") == [("a", "Wax melts.")], "the new title is searched"
    assert passages(index, "old") == []
    (again,) = ingester.add("default", [new], renamed={"new.txt": "old.txt"})
    assert (again.status, model.embedded) == (Status.UNCHANGED, 1)


def test_metadata_changes_without_embedding(index: PassageIndex) -> None:
    model = FakeEmbedder()
    add(index, Document("d", "Wax melts.", title="t"), model=model)
    assert add(index, Document("d", "Wax melts.", title="t", metadata={"n": 1}), model=model) == ["replaced"]
    assert model.embedded == 1
    add(index, Document("d", "Wax melts.", title="another"), model=model)
    assert model.embedded == 2, "the title is embedded with the text"


def source(name: str, path: str, *, whole: bool = True) -> Source:
    return Source(1, name, path, "", whole)


def test_a_folder_keeps_its_name_and_shares_it_with_no_other() -> None:
    known = [source("docs", "/a/docs"), source("api", "")]
    assert sources.name_of_folder(known, Path("/a/docs")) == "docs"
    assert sources.name_of_folder(known, Path("/a/notes")) == "notes"
    other = sources.name_of_folder(known, Path("/b/docs"))
    assert other.startswith("docs-")
    assert other != sources.name_of_folder(known, Path("/c/docs"))
    assert sources.name_of_folder([*known, source(other, "/b/docs")], Path("/b/docs")) == other
    assert sources.name_of_folder(known, Path("/x/api")) != "api"
    for odd in (Path("/"), Path("/x/" + "n" * 250), Path("/x/a\nb")):
        assert sources.check_name(sources.name_of_folder(known, odd))


def test_the_nearest_folder_above_is_found() -> None:
    known = [source("a", "/a"), source("b", "/a/b"), source("api", ""), source("n", "/a/b/n", whole=False)]
    assert sources.around(known, Path("/a/b/n")) == known[-1]
    assert sources.around(known, Path("/a/b/n/deep")) == known[1], "only files of it were read"
    found = [sources.around(known, Path(path)) for path in ("/a/b/c.md", "/a/c.md", "/a", "/d/c.md")]
    assert [one and one.name for one in found] == ["b", "a", "a", None]
