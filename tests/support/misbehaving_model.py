"""A language model's server that does not behave."""

from __future__ import annotations

import json
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

#: A byte each so many seconds.
DRIP = 0.2
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_GOOD = json.dumps({"choices": [{"message": {"content": "Where was Rustem Umerov born?"}}]}).encode()

Send = Callable[[bytes], None]
Wait = Callable[[float], bool]


def _drip(start: bytes, unit: bytes) -> Callable[[Send, Wait], None]:
    def behave(send: Send, wait: Wait) -> None:
        send(start)
        while not wait(DRIP):
            send(unit)

    return behave


def _flood(start: bytes, unit: bytes) -> Callable[[Send, Wait], None]:
    def behave(send: Send, wait: Wait) -> None:
        send(start)
        while not wait(0):
            send(unit)

    return behave


def _say(*pieces: bytes) -> Callable[[Send, Wait], None]:
    def behave(send: Send, wait: Wait) -> None:
        for piece in pieces:
            send(piece)

    return behave


def _silent(send: Send, wait: Wait) -> None:
    wait(60)


def _packed() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(200)) + packer.flush()
    return _HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed


def _reply(body: bytes, status: bytes = b"200 OK", *more: bytes) -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), b"Connection: close", *more]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


#: What it may do, by name.
WAYS: dict[str, Callable[[Send, Wait], None]] = {
    "drips its reply": _drip(_HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
    "drips its chunks": _drip(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "drips its headers": _drip(_HEAD, b"X: 1\r\n"),
    "drips interim answers": _drip(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "replies without end": _flood(_HEAD + b"\r\n", b" " * 65_536),
    "has headers without end": _flood(_HEAD, b"X: " + b"a" * 65_536 + b"\r\n"),
    "has a header without end": _flood(_HEAD + b"X: ", b"a" * 65_536),
    "answers interim without end": _flood(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "announces a huge reply": _drip(_HEAD + b"Content-Length: 99999999999\r\n\r\n", b" "),
    "replies packed": _say(_packed()),
    "never answers": _silent,
    "closes at once": _say(),
    "closes early": _say(_HEAD + b"Content-Length: 100\r\n\r\n" + b'{"choices"'),
    "redirects to itself": _say(_reply(b"", b"302 Found", b"Location: /v1/chat/completions")),
    "is no JSON": _say(_reply(b"<html>")),
    "nests deep": _say(_reply(b"[" * 100_000)),
    "is no HTTP": _say(b"hello\r\n\r\n"),
    "fails": _say(_reply(b"", b"500 Internal Server Error")),
    "fails and drips": _drip(b"HTTP/1.1 500 Oops\r\nContent-Length: 100000\r\n\r\n", b" "),
}


@contextmanager
def misbehaving(way: str) -> Iterator[str]:
    """The address of a server that behaves in this way; `well` is a server that behaves."""
    behave = WAYS[way] if way in WAYS else _say(_reply(_GOOD))
    over = threading.Event()
    threads: list[threading.Thread] = []

    def serve(client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(60)
            client.recv(65_536)
            behave(client.sendall, over.wait)

    def accept(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                threads.append(threading.Thread(target=serve, args=(listener.accept()[0],)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        accepting = threading.Thread(target=accept, args=(listener,))
        accepting.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
    for thread in [accepting, *threads]:
        thread.join()
