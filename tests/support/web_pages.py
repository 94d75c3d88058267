"""A web server with pages that tests make up, in a thread of the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What is sent: a body with its type, a redirect, an error; or something that happens slowly."""

    body: bytes | str = b""
    media_type: str = "text/html"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    write: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass
class Site:
    """A running server.

    Args:
        port: Of 127.0.0.1.
        answers: By path; other paths are 404.
        asked: The paths that were asked for, with the headers.
    """

    port: int
    answers: dict[str, Answer]
    asked: list[tuple[str, Mapping[str, str]]]

    def url(self, path: str = "/", host: str = "site.test") -> str:
        """The address of a page."""
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for."""
        return [path for path, _ in self.asked]


@contextmanager
def serving(answers: dict[str, Answer]) -> Iterator[Site]:
    """Serve `answers` while the block runs.  An `etag` among the headers is honoured."""
    asked: list[tuple[str, Mapping[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            answer = answers.get(self.path, Answer(b"There is nothing here.", status=404))
            if answer.write is not None:
                answer.write(self)
                return
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            etag = answer.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(answer.status)
            for name, value in {"Content-Type": answer.media_type, **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(server.server_address[1], answers, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
