"""Pages of PDF documents are looked at in another process, which may crash or hang."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.documents import Span
from index.errors import NotFound, UnreadableFile
from index.ingest import pdf_page_process
from index.ingest.formats.pdf import Pdf
from index.ingest.formats.pdf_pages import page_picture, page_sizes, text_boxes
from index.ingest.pdf_page_process import PdfPageProcess
from tests.support.pdf_files import paragraph, pdf

DATA = pdf([paragraph(["Iron melts at 1538 degrees and it boils at 2862", "degrees."], 700)], "Metals")


@pytest.fixture
def pages() -> Iterator[PdfPageProcess]:
    """A process."""
    process = PdfPageProcess()
    yield process
    process.close()


def test_it_answers_as_the_functions_do(pages: PdfPageProcess) -> None:
    text = Pdf().text(DATA)
    assert pages.sizes(DATA) == page_sizes(DATA)
    assert pages.picture(DATA, 1) == page_picture(DATA, 1)
    assert pages.boxes(DATA, 1, text, Span(5, 18)) == text_boxes(DATA, 1, text, Span(5, 18))
    with pytest.raises(NotFound, match="no page 2"):
        pages.picture(DATA, 2)
    with pytest.raises(UnreadableFile, match="damaged"):
        pages.sizes(b"%PDF-1.7 broken")


def test_after_a_crash_another_process_answers(pages: PdfPageProcess) -> None:
    assert len(pages.sizes(DATA)) == 1
    [(process, _)] = pages._running
    os.kill(process.pid, signal.SIGSEGV)
    process.wait()
    assert len(pages.sizes(DATA)) == 1
    assert pages._running[0][0].pid != process.pid


@pytest.mark.parametrize("does", ["os.abort()", "time.sleep(60)", "sys.exit()"])
def test_a_page_that_crashes_or_hangs_fails_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, does: str
) -> None:
    (tmp_path / "misbehaving.py").write_text(
        "import os, sys, time\nfrom multiprocessing.connection import Connection\n"
        f"c = Connection(int(sys.argv[1]))\nc.recv_bytes(); c.recv_bytes()\n{does}\n"
    )
    pages = PdfPageProcess(seconds=1)
    with monkeypatch.context() as patch:
        patch.setattr(pdf_page_process, "WORKER", "misbehaving")
        patch.setenv("PYTHONPATH", str(tmp_path))
        with pytest.raises(UnreadableFile, match="cannot be shown"):
            pages.sizes(DATA)
    assert pages._running == []
    pages._seconds = 20
    assert len(pages.sizes(DATA)) == 1
    pages.close()
