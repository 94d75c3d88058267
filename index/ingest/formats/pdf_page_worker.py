"""The process that looks at pages of PDF documents; `index.ingest.pdf_page_process` starts it and asks it.

Run as `python -m index.ingest.formats.pdf_page_worker FILE_DESCRIPTOR`.
"""

from __future__ import annotations

import json
import resource
import sys
from multiprocessing.connection import Connection
from typing import Any

from index.documents import Span
from index.errors import NotFound, UnreadableFile
from index.ingest.formats import pdf_pages

#: Bytes of memory that it may take.
MEMORY = 2 << 30


def serve(requests: Connection) -> None:
    """Answer requests until there are no more."""
    while True:
        try:
            request, data = json.loads(requests.recv_bytes()), requests.recv_bytes()
        except EOFError:
            return
        head, body = _answer(request, data)
        requests.send_bytes(json.dumps(head).encode("ascii"))
        requests.send_bytes(body)


def _answer(request: dict[str, Any], data: bytes) -> tuple[Any, bytes]:
    try:
        match request["what"]:
            case "sizes":
                return {"found": pdf_pages.page_sizes(data)}, b""
            case "picture":
                return {"found": None}, pdf_pages.page_picture(data, request["page"])
            case _:
                span = Span(*request["span"])
                return {"found": pdf_pages.text_boxes(data, request["page"], request["text"], span)}, b""
    except (NotFound, UnreadableFile) as error:
        kind = "not-found" if isinstance(error, NotFound) else "unreadable"
        return {"error": kind, "detail": error.detail, "field": error.field, "hint": error.hint}, b""
    except MemoryError:
        return {"error": "unreadable", "detail": "A page needs too much memory."}, b""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    serve(Connection(int(sys.argv[1])))
