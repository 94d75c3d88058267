"""When a document was last changed: what it says of itself, else when its file was written."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from docx import Document as WordDocument

from index.documents import Document
from index.ingest.files import SourceFile, read
from index.ingest.formats.html_page import HtmlPage
from index.ingest.formats.pdf import _iso
from index.ingest.formats.word import Word
from index.ingest.ingester import Ingester
from index.ingest.outcome import Status
from index.ingest.passages import PassageSizes
from index.store.catalog import collections, documents
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder

WRITTEN = 1_700_000_000
WRITTEN_AT = "2023-11-14T22:13:20Z"


def file(folder: Path, name: str, text: str) -> SourceFile:
    """A file that was written at a known time."""
    path = folder / name
    path.write_text(text)
    os.utime(path, (WRITTEN, WRITTEN))
    return SourceFile(path, name)


@pytest.mark.parametrize(
    ("name", "text", "modified"),
    [
        ("a.txt", "Wax.", ""),
        ("a.md", "---\nlastmod: 2024-05-06\n---\nWax.", "2024-05-06"),
        ("a.md", "---\nupdated: soon\n---\nWax.", ""),
    ],
)
def test_what_a_file_says_and_when_it_was_written(
    tmp_path: Path, name: str, text: str, modified: str
) -> None:
    found = read(file(tmp_path, name, text))
    assert (found.modified, found.saved) == (modified, WRITTEN_AT)


def test_the_sidecar_wins(tmp_path: Path) -> None:
    (tmp_path / "a.md.meta.json").write_text('{"modified": "2024-07-08"}')
    assert read(file(tmp_path, "a.md", "---\nlastmod: 2024-05-06\n---\nWax.")).modified == "2024-07-08"


def test_a_page_says_when_it_was_changed() -> None:
    meta = "<meta property='article:modified_time' content='2024-05-06T10:00:00+02:00'>"
    content = HtmlPage().content(f"<html><head>{meta}</head><body><p>Wax.</p></body></html>".encode())
    assert (content.published, content.modified) == ("", "2024-05-06T08:00:00Z")


def test_the_properties_of_an_office_document() -> None:
    document = WordDocument()
    document.add_paragraph("Wax.")
    document.core_properties.author = "Ann Lee"
    kept = io.BytesIO()
    document.save(kept)
    content = Word().content(kept.getvalue())
    assert (content.metadata, content.modified[:5]) == ({"author": "Ann Lee"}, "2013-")


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("D:20241105093000+01'00'", "2024-11-05T08:30:00Z"),
        ("D:20241105093000Z", "2024-11-05T09:30:00Z"),
        ("D:202411", "2024-11-01T00:00:00Z"),
        ("D:20241305", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_dates_of_pdf(written: str, iso: str) -> None:
    assert _iso(written) == iso


def test_a_file_written_again_unchanged_is_the_same_document(tmp_path: Path) -> None:
    index = PassageIndex(tmp_path)
    ingester = Ingester(index, FakeEmbedder(), PassageSizes())

    def status(saved: str, modified: str = "") -> Status:
        return ingester.add("default", [Document("a", "Wax.", saved=saved, modified=modified)])[0].status

    def modified() -> str:
        shelf = collections.find(index.catalog.connection, "default")
        return documents.show(index.catalog.connection, shelf, "a").modified

    assert status(saved="2024-01-01") is Status.NEW
    assert status(saved="2024-02-02") is Status.UNCHANGED
    assert modified() == "2024-01-01"
    assert status(saved="2024-02-02", modified="2024-03-03") is Status.REPLACED
    assert modified() == "2024-03-03"
