"""Files that are made to hurt: each gets one clear error in short time, and the rest are read."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import UnreadableFile
from index.ingest.files import find
from index.ingest.formats.limits import MEGABYTE, Limits
from index.ingest.ingest_files import ingest_files
from index.ingest.ingester import Ingester
from index.ingest.outcome import Outcome, Status
from index.ingest.parsing.parser import parse
from index.ingest.passages import PassageSizes
from index.store.passage_index import PassageIndex
from tests.support import hostile_files as hostile
from tests.support.fakes import FakeEmbedder
from tests.support.processor_time import takes_at_most

LIMITS = Limits(seconds=30, memory_bytes=300 * MEGABYTE, unpacked_bytes=20 * MEGABYTE, pages=100)
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("bomb.pdf", lambda: hostile.pdf_bomb(60), "more than 300 MB of memory"),
    ("cyclic.pdf", hostile.cyclic_pdf, "more than 300 MB of memory|crashed its parser|damaged"),
    ("pages.pdf", lambda: hostile.many_pages(101), "101 pages; 1 to 100 are allowed"),
    ("locked.pdf", hostile.encrypted_pdf, "has a password"),
    ("bomb.docx", lambda: hostile.docx_bomb(21), "more than is allowed"),
    ("lying.docx", lambda: hostile.lying_docx(30), "damaged|more than"),
    ("entities.docx", hostile.docx_of_entities, "declares XML entities"),
    ("late-entities.docx", hostile.docx_of_late_entities, "damaged"),
    ("deep.docx", hostile.deep_docx, "damaged"),
    ("deep.json", hostile.deep_json, "nested too deep"),
]


@pytest.mark.parametrize(("name", "make", "says"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_a_hostile_file_gets_one_clear_error(name: str, make: Callable[[], bytes], says: str) -> None:
    data = make()
    start = time.monotonic()
    with pytest.raises(UnreadableFile, match=says) as error:
        parse(data, name, limits=LIMITS)
    assert time.monotonic() - start < 15
    assert error.value.field == name
    assert error.value.hint


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("entities.html", hostile.html_of_entities),
        ("entities.epub", hostile.epub_of_entities),
        ("deep.html", hostile.deep_html),
        ("deep.eml", lambda: hostile.deep_mail(3_000)),
        ("same-chapter.epub", hostile.same_chapter_epub),
    ],
)
def test_a_trap_in_a_file_is_not_followed(name: str, make: Callable[[], bytes]) -> None:
    try:
        text = parse(make(), name, limits=LIMITS).content.text
    except UnreadableFile as error:
        text = error.detail
    assert "haha" not in text
    assert "root:" not in text
    assert len(text) < 1_000_000


def test_a_file_of_two_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(2_000_000_000)
    with (
        takes_at_most(0.2),
        pytest.raises(UnreadableFile, match=r"2,000,000,000 bytes; 500,000,000 are allowed.*parsing_file_mb"),
    ):
        parse(path, "huge.pdf")


def test_the_others_are_ingested(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, make, _ in REFUSED[1:7]:
        (folder / name).write_bytes(make())
    for n in range(3):
        (folder / f"page-{n}.html").write_text(f"<html><body><p>Pump {n} leaks.</p></body></html>")
    index = PassageIndex(tmp_path / "home")
    outcomes: list[Outcome] = []
    ingest_files(
        Ingester(index, FakeEmbedder(), PassageSizes(), LIMITS), "default", find([folder]), outcomes.append
    )
    found = {outcome.document_id: outcome.status for outcome in outcomes}
    assert len(found) == len(outcomes) == 9
    assert {name for name, status in found.items() if status is Status.NEW} == {
        f"page-{n}.html" for n in range(3)
    }
    assert all(outcome.reason for outcome in outcomes if outcome.status is Status.FAILED)
