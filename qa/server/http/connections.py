"""HTTP connections with limits that hold before any key is read: sizes, times, and how many there may be."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, ClassVar, NamedTuple

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from qa.server.http import problems

log = logging.getLogger(__name__)

#: The parser is given this many bytes at a time, so that what it holds back is known this exactly.
SLICE = 16 * 1024
#: Size in hexadecimal and line ends: what a chunk costs beside its bytes.
BYTES_PER_CHUNK = 32
LONGEST_INSTANCE = 200


class Limits(NamedTuple):
    """What a connection may take.

    Args:
        connections: Open at the same time.
        request_line: Bytes of the address in the first line.
        head: Bytes of the first line and all headers.
        headers: How many of those; and how many trailers.
        framing: Bytes of a chunked body that are neither its text nor the sizes of its chunks: chunk
            extensions and trailers.
        pipelined: Requests that may wait on one connection for earlier ones.
        head_seconds: From the start of a connection to its first request, and from a request's first byte
            to the end of its headers.
        idle: Seconds from an answer to the first byte of the next request.
        body_window: Seconds in which a body must bring `body_rate` bytes for each.
        body_rate: Bytes a second, the least that a body may bring.
        linger: Seconds for a client to stop sending once it was refused or answered early.
        stall: Seconds in which a client must have taken some of what it is sent.
    """

    connections: int = 1000
    request_line: int = 8 * 1024
    head: int = 32 * 1024
    headers: int = 100
    framing: int = 16 * 1024
    pipelined: int = 16
    head_seconds: float = 10.0
    idle: float = 5.0
    body_window: float = 20.0
    body_rate: int = 1024
    linger: float = 5.0
    stall: float = 60.0


class _Phase(Enum):
    """What is read next; a response may be under way beside it."""

    WAITING = auto()
    HEAD = auto()
    BODY = auto()
    REFUSED = auto()


class _Stop(Exception):
    """Makes the parser stop; the refusal is sent already."""


class BoundedConnection(HttpToolsProtocol):
    """uvicorn's connection over httptools, which refuses what is too large, too slow or too many.

    A refusal is problem details where no other answer is under way, and closes the connection.  uvicorn has
    no such limits for httptools: its `limit_concurrency` refuses only when the headers are complete, its
    `timeout_keep_alive` ends with the first byte that comes.  Only its public methods are extended.
    """

    limits: ClassVar[Limits] = Limits()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._phase = _Phase.WAITING
        self._since = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None
        self._output_timer: asyncio.TimerHandle | None = None
        self._requests = 0
        self._head_bytes = 0  # of what the parser has told
        self._head_fed = 0  # of what it was given
        self._header_count = 0
        self._body_bytes = 0
        self._body_in_window = 0
        self._chunks = 0
        self._framing = 0

    # Connections ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start; where there are too many, the one that has been silent longest gives way."""
        super().connection_made(transport)
        self._enter(_Phase.WAITING, self.limits.head_seconds)
        if len(self.connections) > self.limits.connections:
            self._make_room()

    def _make_room(self) -> None:
        others = [other for other in self.connections if isinstance(other, BoundedConnection)]
        idle = [other for other in others if other is not self and other.gives_way]
        if idle:
            min(idle, key=lambda other: other._since).transport.abort()
        else:
            self._refuse(503, "Too many connections are open. Try again in a second.")

    @property
    def gives_way(self) -> bool:
        """Whether nobody waits for an answer here."""
        cycle = self.cycle
        answering = cycle is not None and not (cycle.response_complete or cycle.disconnected)
        return not answering and not self.transport.is_closing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        super().connection_lost(exc)
        self._enter(_Phase.REFUSED, None)
        self._stop_watching_output()

    # What is read -----------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Parse, and refuse what grows too large before the parser has the whole of it."""
        for start in range(0, len(data), SLICE):
            if self._phase is _Phase.REFUSED:
                return
            self._feed(data[start : start + SLICE])

    def _feed(self, piece: bytes) -> None:
        before = self._phase, self._requests
        body_bytes = self._body_bytes
        super().data_received(piece)
        if (self._phase, self._requests) != before:
            return
        if self._phase is _Phase.HEAD:
            self._head_fed += len(piece)
            self._check_head(self._head_fed)
        elif self._phase is _Phase.BODY:
            self._framing += len(piece) - (self._body_bytes - body_bytes)
            if self._framing > self.limits.framing + BYTES_PER_CHUNK * self._chunks:
                self._refuse(400, "The body has too many bytes of chunk extensions or trailers.")

    def on_message_begin(self) -> None:
        """A request starts."""
        if len(self.pipeline) >= self.limits.pipelined:
            self._refuse(429, "Too many requests wait on this connection.")
            raise _Stop
        super().on_message_begin()
        self._requests += 1
        self._head_bytes = self._head_fed = self._header_count = 0
        self._body_bytes = self._body_in_window = self._chunks = self._framing = 0
        self._enter(_Phase.HEAD, self.limits.head_seconds)

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        super().on_url(url)
        self._head_bytes += len(url)
        if len(self.url) > self.limits.request_line:
            self._refuse(414, f"The address is longer than {self.limits.request_line:,} bytes.")
            raise _Stop

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; or a trailer, which is left out, for the headers have been acted on."""
        self._header_count += 1
        self._head_bytes += len(name) + len(value) + len(b": \r\n")
        if self._header_count > self.limits.headers:
            self._refuse(431, f"The request has more than {self.limits.headers} headers.")
        elif self._phase is _Phase.HEAD:
            self._check_head(self._head_bytes)
            super().on_header(name, value)
        if self._phase is _Phase.REFUSED:
            raise _Stop

    def _check_head(self, length: int) -> None:
        if length > self.limits.head:
            self._refuse(431, f"The headers are longer than {self.limits.head:,} bytes.")

    def on_headers_complete(self) -> None:
        """The request can be answered; its body follows."""
        super().on_headers_complete()
        self._header_count = 0
        self._enter(_Phase.BODY, self.limits.body_window)

    def on_chunk_header(self) -> None:
        """A piece of a chunked body starts."""
        self._chunks += 1

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._body_bytes += len(body)
        self._body_in_window += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is complete."""
        super().on_message_complete()
        self._enter(_Phase.WAITING, self.limits.idle if self.cycle.response_complete else None)

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser does not take."""
        self._refuse(400, "This is not a valid HTTP/1.1 request.")

    # What is sent -----------------------------------------------------------------------------------------

    def on_response_complete(self) -> None:
        """A request is answered; the next may come, but not too late."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch_output()
        elif self.cycle.response_complete and self._phase is _Phase.WAITING:
            self._enter(_Phase.WAITING, self.limits.idle)
        elif self.cycle.response_complete and self._phase is _Phase.BODY:
            self._enter(_Phase.BODY, self.limits.linger)

    def pause_writing(self) -> None:
        """The client does not take what it is sent."""
        super().pause_writing()
        self._watch_output()

    def resume_writing(self) -> None:
        """The client takes what it is sent."""
        self._stop_watching_output()
        super().resume_writing()

    def _watch_output(self, before: int | None = None) -> None:
        """Cut the connection where what is to be sent does not become less."""
        self._stop_watching_output()
        size = self.transport.get_write_buffer_size()
        if before is not None and size >= before:
            self.transport.abort()
        else:
            self._output_timer = self.loop.call_later(self.limits.stall, self._watch_output, size)

    def _stop_watching_output(self) -> None:
        if self._output_timer is not None:
            self._output_timer.cancel()
            self._output_timer = None

    # Deadlines and refusals -------------------------------------------------------------------------------

    def _enter(self, phase: _Phase, seconds: float | None) -> None:
        """Begin a phase; None: it may last as long as it takes us to answer."""
        self._phase = phase
        self._since = time.monotonic()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self._expire, seconds)

    def _expire(self, seconds: float) -> None:
        """Time is up for what is being read."""
        if self.transport.is_closing():
            self._watch_output()
        elif self._phase is _Phase.REFUSED:
            self.transport.abort()
        elif self.flow.read_paused:  # the client waits for us
            self._enter(self._phase, seconds)
        elif self._phase is _Phase.HEAD:
            self._refuse(408, f"The headers were not complete within {seconds:g} seconds.")
        elif self._phase is _Phase.WAITING or self.cycle.response_complete:
            self.transport.close()
            self._watch_output()
        elif self._body_in_window < self.limits.body_rate * self.limits.body_window:
            self._refuse(408, f"The body came slower than {self.limits.body_rate:,} bytes a second.")
        else:
            self._body_in_window = 0
            self._enter(_Phase.BODY, seconds)

    def _refuse(self, status: int, detail: str) -> None:
        """Answer, if the client can tell what is answered; read no more; close."""
        if self._phase is _Phase.REFUSED or self.transport.is_closing():
            return
        phase, cycle = self._phase, self.cycle
        log.info("%s refused: %d %s", self.client, status, detail)
        self._enter(_Phase.REFUSED, None)
        if phase is _Phase.BODY and cycle.response_complete:
            self.transport.close()
            self._watch_output()
        elif phase is _Phase.BODY and (cycle.response_started or self.pipeline):
            self.transport.abort()
        elif phase is not _Phase.BODY and cycle is not None and not cycle.response_complete:
            cycle.keep_alive = False  # earlier requests are answered, then uvicorn closes
        else:
            if phase is _Phase.BODY:
                self._leave(cycle)
            self._answer(status, detail)

    @staticmethod
    def _leave(cycle: Any) -> None:
        """Tell the application that the client has gone, and send nothing that it still answers."""
        cycle.disconnected = True
        cycle.waiting_for_100_continue = False
        cycle.message_event.set()

    def _answer(self, status: int, detail: str) -> None:
        """Send a refusal and wait for the client to read it; closing at once would reset the connection."""
        path = self.url.split(b"?")[0] if self._requests else b""
        problem = problems.problem_from_status(status, detail, path.decode("latin-1")[:LONGEST_INSTANCE])
        body = json.dumps(problem.model_dump(exclude_none=True)).encode("ascii")
        headers = [
            *self.server_state.default_headers,
            (b"content-type", problems.MEDIA_TYPE.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
            *([(b"retry-after", b"1")] if status == 503 else []),
        ]
        first = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode("ascii")
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        self.transport.write(first + lines + b"\r\n" + body)
        self.transport.write_eof()
        self._enter(_Phase.REFUSED, self.limits.linger)


def bounded(limits: Limits) -> type[BoundedConnection]:
    """A connection with these limits, for `uvicorn.Config(http=...)`."""
    return type("BoundedConnection", (BoundedConnection,), {"limits": limits})
