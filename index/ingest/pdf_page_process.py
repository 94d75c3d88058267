"""Look at pages of PDF documents in another process: a page that crashes or hangs PDFium fails alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import weakref
from functools import cache
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

import index
from index.documents import Span
from index.errors import NotFound, UnreadableFile
from index.ingest.formats.pdf_pages import Box, Size

WORKER = "index.ingest.formats.pdf_page_worker"
#: How long one page may take.
SECONDS = 20.0
#: Variables that the process has no use for.
SECRET_PREFIX = "SOURCELINE_"
_HINT = "Open the original instead."


class PdfPageProcess:
    """A process that starts when it is needed, and again when it has ended.  Safe to use from many threads.

    Args:
        seconds: How long one request may take.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._running: list[tuple[subprocess.Popen[bytes], Connection]] = []
        self.close = weakref.finalize(self, _stop, self._running)

    def sizes(self, data: bytes) -> list[Size]:
        """The sizes of all pages.  Raises `UnreadableFile`."""
        return [Size(*size) for size in self._asked({"what": "sizes"}, data)[0]]

    def picture(self, data: bytes, page: int) -> bytes:
        """The picture of a page, numbered from 1.  Raises `NotFound`, `UnreadableFile`."""
        return self._asked({"what": "picture", "page": page}, data)[1]

    def boxes(self, data: bytes, page: int, text: str, span: Span) -> list[Box]:
        """Where on a page a part of its text stands; see `pdf_pages.text_boxes`."""
        request = {"what": "boxes", "page": page, "text": text, "span": span}
        return [Box(*box) for box in self._asked(request, data)[0]]

    def _asked(self, request: dict[str, Any], data: bytes) -> tuple[Any, bytes]:
        with self._lock:
            try:
                head, body = self._reply(json.dumps(request).encode("ascii"), data)
            except (EOFError, OSError, ValueError) as error:
                _stop(self._running)
                raise UnreadableFile("A page of the PDF cannot be shown.", hint=_HINT) from error
        if "error" in head:
            kind = NotFound if head["error"] == "not-found" else UnreadableFile
            raise kind(head["detail"], field=head.get("field", ""), hint=head.get("hint", _HINT))
        return head["found"], body

    def _reply(self, request: bytes, data: bytes) -> tuple[dict[str, Any], bytes]:
        if self._running and self._running[0][0].poll() is not None:
            _stop(self._running)
        if not self._running:
            self._running.append(_start())
        _, worker = self._running[0]
        worker.send_bytes(request)
        worker.send_bytes(data)
        if not worker.poll(self._seconds):
            raise TimeoutError
        return json.loads(worker.recv_bytes()), worker.recv_bytes()


def _start() -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = Pipe()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(SECRET_PREFIX)}
    # This process may have found the package by a path that is only its own.
    paths = [str(Path(index.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", WORKER, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONPATH": os.pathsep.join(paths)},
            # Ctrl-C is for this process, which then ends the other.
            start_new_session=True,
        )
    return process, ours


def _stop(running: list[tuple[subprocess.Popen[bytes], Connection]]) -> None:
    while running:
        process, worker = running.pop()
        worker.close()
        process.kill()
        process.wait()


@cache
def shared_pdf_pages() -> PdfPageProcess:
    """The one of this process."""
    return PdfPageProcess()
