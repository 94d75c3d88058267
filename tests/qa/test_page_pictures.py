"""Pictures of pages are kept while there is room, and gone once a document is deleted."""

from __future__ import annotations

from pathlib import Path

from index.ingest.files import document_of_file
from qa.page_pictures import PageName, PagePictures
from qa.service import Service
from tests.support.pdf_files import Text, pdf


def name(page: int) -> PageName:
    return ("default", "api", "a", "v", page)


def refuse() -> bytes:
    raise AssertionError


def test_a_picture_is_made_once_and_the_oldest_give_way() -> None:
    pictures = PagePictures(max_bytes=10)
    assert pictures.get(name(1), lambda: b"1234") == b"1234"
    assert pictures.get(name(1), refuse) == b"1234"
    pictures.get(name(2), lambda: b"5678")
    pictures.get(name(1), refuse)
    pictures.get(name(3), lambda: b"9012")
    assert pictures.get(name(1), refuse) == b"1234", "it was looked at last"
    assert pictures.get(name(2), lambda: b"again") == b"again"
    pictures.get(name(4), lambda: b"x" * 11)
    assert pictures.get(name(4), lambda: b"too long to keep") == b"too long to keep"


def test_what_is_made_while_a_document_is_deleted_is_not_kept() -> None:
    pictures = PagePictures()

    def made() -> bytes:
        pictures.clear()
        return b"old"

    assert pictures.get(name(1), made) == b"old"
    assert pictures.get(name(1), lambda: b"new") == b"new"


def test_deleting_a_document_or_a_collection_forgets_its_pictures(service: Service) -> None:
    data = pdf([[Text(72, 700, "Iron melts at 1538 degrees.")]])
    service.ingester.add("default", [document_of_file("a.pdf", Path("a.pdf"), data)])
    service.page_pictures.get(name(1), lambda: b"x")
    service.delete("default", "a.pdf")
    assert service.page_pictures.get(name(1), lambda: b"y") == b"y"
    service.delete_collection("default")
    assert service.page_pictures.get(name(1), lambda: b"z") == b"z"
