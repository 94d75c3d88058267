"""Blocks and places in the catalog: kept with their version, erased with it, absent from older catalogs."""

from __future__ import annotations

from pathlib import Path

from index.blocks import Block, BlockKind
from index.documents import Document, Span, version_name
from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.places import Place, PlaceStart
from index.store.catalog import collections, documents, jobs, structure
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder
from tests.support.older_catalog import make_format_2

TEXT = "# Wax\r\n\r\nWax melts.\r\n\r\nIce too."
DOCUMENT = Document(
    "d",
    TEXT,
    media_type="text/markdown",
    file_name="wax.md",
    places=(PlaceStart(9, Place(page=1)), PlaceStart(23, Place(page=2))),
)
NAME = version_name(TEXT.replace("\r\n", "\n"))


def ingester(home: Path) -> Ingester:
    return Ingester(PassageIndex(home), FakeEmbedder(), PassageSizes())


def test_blocks_and_places_are_those_of_the_normalised_text(tmp_path: Path) -> None:
    adder = ingester(tmp_path)
    adder.add("default", [DOCUMENT])
    db = adder.index.catalog.connection
    shelf = collections.find(db, "default")
    heading = Block(Span(0, 5), BlockKind.HEADING, 1, "Wax")
    paragraph = Block(Span(7, 17), BlockKind.PARAGRAPH)
    assert structure.blocks(db, shelf, "d", NAME) == [
        heading,
        paragraph,
        Block(Span(19, 27), BlockKind.PARAGRAPH),
    ]
    for span, touched in [((16, 18), [paragraph]), ((17, 19), []), ((0, 8), [heading, paragraph])]:
        assert structure.blocks_of(db, shelf, "d", NAME, Span(*span)) == touched
    assert structure.places(db, shelf, "d", NAME) == (
        PlaceStart(7, Place(page=1)),
        PlaceStart(19, Place(page=2)),
    )
    for span, first, last in [((7, 19), 1, 1), ((8, 20), 1, 2), ((0, 5), None, None), ((20, 27), 2, 2)]:
        found = structure.places_of(db, shelf, "d", NAME, Span(*span))
        assert found == (Place(page=first), Place(page=last))
    assert documents.show(db, shelf, "d").file_name == "wax.md"


def test_the_same_text_with_other_places_replaces_them(tmp_path: Path) -> None:
    adder = ingester(tmp_path)
    adder.add("default", [DOCUMENT])
    moved = (PlaceStart(0, Place(page=4)),)
    [outcome] = adder.add("default", [Document("d", TEXT, places=moved)])
    assert outcome.status == "replaced"
    db = adder.index.catalog.connection
    assert structure.places(db, collections.find(db, "default"), "d", NAME) == moved


def test_structure_is_erased_with_its_document(tmp_path: Path) -> None:
    adder = ingester(tmp_path)
    adder.add("default", [DOCUMENT])
    adder.index.delete("default", "d")
    db = adder.index.catalog.connection
    assert [db.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("blocks", "places")] == [
        (0,)
    ] * 2


def test_a_job_keeps_places(tmp_path: Path) -> None:
    catalog = PassageIndex(tmp_path).catalog
    with catalog.transaction() as db:
        jobs.add(db, "j", "default", [DOCUMENT])
    assert [one.document for one in jobs.pending(catalog.connection, "j", 1000, 10)] == [DOCUMENT]


def test_a_catalog_of_format_2_opens_without_structure_and_loses_nothing(tmp_path: Path) -> None:
    adder = ingester(tmp_path)
    adder.add("default", [DOCUMENT])
    adder.index.catalog.close()
    make_format_2(tmp_path)
    adder = ingester(tmp_path)
    assert len(adder.index.snapshot("default").bm25("wax", 5)) == 1
    db = adder.index.catalog.connection
    shelf = collections.find(db, "default")
    assert documents.version_text(db, shelf, "d", NAME).startswith("# Wax")
    assert structure.blocks(db, shelf, "d", NAME) == []
    assert structure.places_of(db, shelf, "d", NAME, Span(0, 5)) == (Place(), Place())
