"""Two other websites, each with one empty page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _EmptyPage(BaseHTTPRequestHandler):
    """Answers every address with an empty page."""

    def do_GET(self) -> None:
        """Answer with the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A site</title>")

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


@contextmanager
def two_websites() -> Iterator[tuple[str, str]]:
    """Serve both; yields their origins."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _EmptyPage) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    one, other = (f"http://127.0.0.1:{server.server_address[1]}" for server in servers)
    yield one, other
    for server in servers:
        server.shutdown()
        server.server_close()
