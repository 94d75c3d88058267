"""A language model's server that writes answers, well or badly."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: Seconds between the pieces of a slow reply.
DRIP = 0.2

Send = Callable[[str], None]


@dataclass
class Reply:
    """What the server sends: a head and a body in pieces.

    Args:
        pieces: Sent one after the other; an event among them is waited for.
        status: Of HTTP.
        kind: Content type.
        pause: Seconds before each piece.
        endless: Whether the pieces come again and again.
    """

    pieces: list[str | threading.Event]
    status: int = 200
    kind: str = "text/event-stream"
    pause: float = 0.0
    endless: bool = False


def event(data: object) -> str:
    """One event of a stream."""
    return f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"


def delta(text: str, finish: str | None = None) -> str:
    """One piece of a completion."""
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]})


def says(text: str, **options: Any) -> Reply:
    """A reply that is streamed word by word, as servers do."""
    return Reply(
        [*map(delta, re.findall(r"\S+\s*|\s+", text)), delta("", "stop"), event("[DONE]")], **options
    )


@dataclass
class Writes:
    """A running server.

    Args:
        url: What `SOURCELINE_LLM_URL` is set to.
        asked: The bodies of the requests, in order.
    """

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def writing(*replies: Reply) -> Iterator[Writes]:
    """A server that gives these replies, one for each request; the last one for all that follow."""
    running = Writes("")
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            running.asked.append(json.loads(body))
            reply = replies[min(len(running.asked), len(replies)) - 1]
            with suppress(OSError):
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                self.end_headers()
                self._send(reply)

        def _send(self, reply: Reply) -> None:
            while True:
                for piece in reply.pieces:
                    if reply.pause and over.wait(reply.pause):
                        return
                    if isinstance(piece, threading.Event):
                        piece.wait(60)
                        continue
                    self.wfile.write(piece.encode())
                    self.wfile.flush()
                if not reply.endless or over.is_set():
                    return

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    running.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield running
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
