"""The load generator counts what a server answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from eval.bench.load import Target, get, items, latencies, post, throughput


class Handler(BaseHTTPRequestHandler):
    """Refuses what asks for it; answers in chunks what is posted."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a length."""
        self.send_response(503 if "busy" in self.path else 200)
        body = b"[]" if "nothing" in self.path else b"[1, 2]"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Answer with what was sent, in chunks."""
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(sent), sent))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """That of a small server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_each_question_is_timed_at_each_server(port: int) -> None:
    targets = [
        Target("posted", port, post("/ask", top_k=3, hits=["a"]), items("hits")),
        Target("got", port, get(lambda q: f"/?q={q}"), items()),
    ]
    found = asyncio.run(latencies(targets, ["one", "two", "three"]))
    assert [(name, len(times)) for name, times in found.items()] == [("posted", 3), ("got", 3)]
    assert all(time > 0 for times in found.values() for time in times)


def test_a_refusal_is_no_latency(port: int) -> None:
    with pytest.raises(RuntimeError, match="503"):
        asyncio.run(latencies([Target("got", port, get(lambda q: f"/{q}"), items())], ["busy"]))


def test_a_response_without_passages_is_no_latency(port: int) -> None:
    with pytest.raises(RuntimeError, match="200"):
        asyncio.run(latencies([Target("got", port, get(lambda q: f"/{q}"), items())], ["nothing"]))
    with pytest.raises(RuntimeError, match="200"):
        asyncio.run(latencies([Target("posted", port, post("/ask"), items("hits"))], ["one"]))


def test_load_counts_good_responses_and_others(port: int) -> None:
    target = Target("got", port, get(lambda q: f"/{q}"), items())
    good = asyncio.run(throughput(target, ["one"], clients=3, seconds=0.2))
    assert good.per_second > 0
    assert good.failed == 0
    assert 0 < good.own_share < 2
    for bad in ("busy", "nothing"):
        done = asyncio.run(throughput(target, [bad], clients=2, seconds=0.1))
        assert done.per_second == 0
        assert done.failed > 0
