"""What a connection may take before any key is read, tried with raw sockets on a real server process."""

from __future__ import annotations

import json
import resource
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from qa.server.http.connections import Limits
from qa.server.http.uvicorn_config import most_connections, uvicorn_config
from tests.support.limited_server import Limited, limited, read
from tests.support.waiting import until

QUICK = Limits(
    connections=100,
    head_seconds=0.8,
    idle=0.8,
    body_window=0.8,
    body_rate=1_000,
    linger=0.6,
    stall=0.6,
)
GET = b"GET /health HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
QUESTION = json.dumps({"question": "Is wax soft?"}).encode()
#: No time is up while a test looks.
PATIENT = QUICK._replace(connections=20, head_seconds=60, idle=60, body_window=60)
#: A machine that is busy may be late by this; what drips would go on for much longer.
SLACK = 5.0
DRIPS = 200


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Limited]:
    """One server for all; each test proves that it still answers."""
    with limited(tmp_path_factory.mktemp("limited"), QUICK) as server:
        yield server


@pytest.fixture(scope="module")
def patient_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Limited]:
    """One that has few connections and lets them wait."""
    with limited(tmp_path_factory.mktemp("patient"), PATIENT) as server:
        yield server


@pytest.fixture(autouse=True)
def _lives_on(server: Limited) -> Iterator[None]:
    yield
    assert server.healthy()


def mebibytes(count: int, piece: bytes = b"a" * 65_536) -> list[bytes]:
    return [piece] * (count * 1024 * 1024 // len(piece))


# Sizes --------------------------------------------------------------------------------------------------

TOO_LARGE = {
    "one long header": (431, [GET + b"X: ", *mebibytes(20)]),
    "a long header that ends": (431, [GET + b"X: " + b"a" * 40_000 + b"\r\n\r\n"]),
    "a long name": (431, [GET, *mebibytes(2)]),
    "many headers": (431, [GET + b"".join(b"X-%d: 1\r\n" % n for n in range(5_000)) + b"\r\n"]),
    "headers without end": (431, [GET, *mebibytes(20, b"X: 1\r\n" * 10_000)]),
    "headers large together": (431, [GET + (b"X: " + b"a" * 1_000 + b"\r\n") * 50 + b"\r\n"]),
    "a long address": (414, [b"GET /", *mebibytes(1), b" HTTP/1.1\r\n\r\n"]),
    "a long query": (414, [b"GET /?", *mebibytes(1)]),
    "blanks before the address": (431, [b"GET ", *mebibytes(1, b" " * 65_536)]),
    "a chunk extension": (400, [CHUNKED + b"1;", *mebibytes(5)]),
    "chunk extensions": (400, [CHUNKED, *mebibytes(5, (b"1;" + b"a" * 4_000 + b"\r\nx\r\n") * 16)]),
    "a trailer": (400, [CHUNKED + b"0\r\nX: ", *mebibytes(5)]),
    "many trailers": (431, [CHUNKED + b"0\r\n", *mebibytes(1, b"X: 1\r\n" * 2_000)]),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_is_too_large_is_refused_before_it_is_kept(server: Limited, name: str) -> None:
    status, pieces = TOO_LARGE[name]
    memory = server.memory
    answer = server.send(*pieces)
    assert answer.closed
    assert answer.statuses[-1] == status
    assert answer.problem["status"] == status
    assert server.memory - memory < 15


def test_requests_that_are_within_the_limits_are_answered(server: Limited) -> None:
    many = b"".join(b"X-%d: %s\r\n" % (n, b"a" * 300) for n in range(90))
    answer = server.send(GET + many + b"Connection: close\r\n\r\n")
    assert answer.statuses == [200]
    long = server.send(b"GET /?q=" + b"a" * 8_000 + b" HTTP/1.0\r\n\r\n")
    assert long.statuses[0] < 400


# Bodies that are read ------------------------------------------------------------------------------------


def chunks(body: bytes, size: int, extension: bytes = b"") -> bytes:
    cut = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in cut)


def test_small_chunks_with_extensions_and_trailers_are_taken(server: Limited) -> None:
    body = QUESTION[:-1] + b" " * 50_000 + b"}"
    pieces = chunks(body, 7, b";a=b") + b"0\r\nX-Sum: 1\r\n\r\n"
    answer = server.send(CHUNKED.replace(b"Host: x\r\n", b"Host: x\r\nConnection: close\r\n") + pieces)
    assert answer.statuses == [404], "there is no collection, so the body was read"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the names of the headers, once the body is read."""
    while (await receive()).get("more_body"):
        pass
    names = b" ".join(name for name, _ in scope["headers"])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": names})


def test_a_trailer_is_no_header() -> None:
    """The application never sees it, whatever it claims to be."""
    config = uvicorn_config(echo)
    config.lifespan = "off"
    echoing = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=echoing.run, args=([listener],))
        thread.start()
        until(lambda: echoing.started)
        answer = Limited(listener.getsockname()[1], 0).send(
            CHUNKED, chunks(QUESTION, 100) + b"0\r\nAuthorization: Bearer sk_none\r\n\r\n"
        )
        echoing.should_exit = True
        thread.join()
    assert b"transfer-encoding" in answer.raw
    assert b"authorization" not in answer.raw


def test_a_slow_upload_that_goes_on_is_taken(server: Limited) -> None:
    """It takes three windows at four times the least rate."""
    body = QUESTION[:-1] + b" " * 10_000 + b"}"
    head = POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    pieces = [body[start : start + 400] for start in range(0, len(body), 400)]
    answer = server.send(head, *pieces, pause=0.1)
    assert answer.statuses == [404]
    assert answer.seconds > 2 * QUICK.body_window


@pytest.mark.parametrize("expect", [b"", b"Expect: 100-continue\r\n"], ids=["plain", "expect"])
def test_a_body_that_stops_or_drips_is_refused(server: Limited, expect: bytes) -> None:
    head = POST + expect + b"Content-Length: 100000\r\n\r\n"
    for pieces in ([], [b" "] * DRIPS):
        answer = server.send(head, *pieces, pause=0.1)
        assert answer.statuses == ([100, 408] if expect else [408])
        assert answer.problem["title"] == "Request Timeout"
        assert answer.closed


def test_a_body_that_first_was_fast_may_not_stop_later(server: Limited) -> None:
    answer = server.send(POST + b"Content-Length: 1000000\r\n\r\n" + b" " * 500_000)
    assert answer.statuses == [408]
    assert answer.seconds < 2 * QUICK.body_window + SLACK


def test_what_is_sent_after_the_answer_is_not_taken_for_long(server: Limited) -> None:
    """A body that nobody reads: the request is answered, and the connection is closed."""
    for pieces in ([], [b" "] * DRIPS, mebibytes(100)):
        answer = server.send(GET + b"Content-Length: 1000000000\r\n\r\n", *pieces, pause=0.05)
        assert answer.statuses == [200]
        assert answer.closed
        assert answer.seconds < QUICK.linger + SLACK


# Times --------------------------------------------------------------------------------------------------

SILENT = {
    "silent": ([], []),
    "half a method": ([b"GE"], [408]),
    "half a head": ([GET], [408]),
    "a head that drips": ([GET, *[b"X: 1\r\n"] * DRIPS], [408]),
    "empty lines": ([b"\r\n"] * DRIPS, []),
    "TLS": ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], [400]),
    "after an answer": ([GET + b"\r\n"], [200]),
    "empty lines after an answer": ([GET + b"\r\n", *[b"\r\n"] * DRIPS], [200]),
    "half a head after an answer": ([GET + b"\r\n", GET], [200, 408]),
}


@pytest.mark.parametrize("name", SILENT)
def test_silent_and_half_sent_connections_are_closed(server: Limited, name: str) -> None:
    pieces, statuses = SILENT[name]
    answer = server.send(*pieces, pause=0.06)
    assert answer.closed
    assert answer.statuses == statuses
    assert answer.seconds < 2 * QUICK.head_seconds + QUICK.linger + SLACK


def test_many_silent_connections_leave_no_descriptors(server: Limited) -> None:
    until(lambda: server.descriptors < 60)
    before = server.descriptors
    clients = [server.connect() for _ in range(90)]
    for client in clients[::2]:
        client.sendall(GET)
    assert server.healthy()
    assert all(read(client, 60).closed for client in clients)
    until(lambda: server.descriptors <= before + 2)
    for client in clients:
        client.close()


def test_the_connection_silent_longest_gives_way_where_there_are_too_many(patient_server: Limited) -> None:
    clients = [patient_server.connect() for _ in range(3 * PATIENT.connections)]
    assert patient_server.healthy()
    assert read(clients[0], 10).closed
    assert not read(clients[-1], 0.1).closed, "not because its time is up"
    assert patient_server.descriptors < PATIENT.connections + 60
    for client in clients:
        client.close()


def test_a_connection_beyond_those_that_wait_for_answers_is_refused(patient_server: Limited) -> None:
    busy = [patient_server.connect() for _ in range(PATIENT.connections)]
    for client in busy:
        client.sendall(POST + b"Content-Length: 100\r\n\r\n")
    request = GET + b"Connection: close\r\n\r\n"
    until(lambda: patient_server.send(request).statuses == [503])
    answer = patient_server.send(request)
    assert b"retry-after: 1" in answer.raw
    assert answer.problem["title"] == "Service Unavailable"
    for client in busy:
        client.close()
    until(patient_server.healthy)


@pytest.mark.parametrize(("files", "most"), [(256, 128), (20_000, 1000), (resource.RLIM_INFINITY, 1000)])
def test_connections_leave_room_for_files(monkeypatch: pytest.MonkeyPatch, files: int, most: int) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert most_connections() == most


def test_an_answer_that_nobody_takes_does_not_keep_its_connection(server: Limited) -> None:
    """Enough requests that no socket's buffers hold the answers."""
    until(lambda: server.descriptors < 60)
    before = server.descriptors
    with server.connect() as client:
        client.setblocking(False)
        request = b"GET /static/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n"
        started = time.monotonic()
        while time.monotonic() - started < 1:
            try:
                client.send(request)
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:
                break
        until(lambda: server.descriptors <= before + 1, 60)


# Order ---------------------------------------------------------------------------------------------------


def test_pipelined_requests_are_answered_in_order(server: Limited) -> None:
    paths = [b"/health", b"/nowhere", b"/health", b"/ready"]
    requests = [b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in paths]
    assert server.send(b"".join(requests)).statuses == [200, 404, 200, 200]


def test_only_so_many_pipelined_requests_are_kept(server: Limited) -> None:
    memory = server.memory
    answer = server.send(*[(GET + b"\r\n") * 2_000] * 100)
    assert answer.closed
    assert answer.statuses == [200] * len(answer.statuses)
    assert 1 <= len(answer.statuses) <= QUICK.pipelined + 1
    assert server.memory - memory < 15


def test_a_refusal_does_not_break_into_an_answer(server: Limited) -> None:
    """What came before is answered whole; what is bad is answered only where it came after that."""
    bad = {400: b"\x00\x00\r\n\r\n", 414: b"GET /" + b"a" * 20_000, 431: GET + b"X: " + b"a" * 5_000_000}
    for status, wrong in bad.items():
        answer = server.send(GET + b"\r\n" + wrong)
        assert answer.statuses in ([200], [200, status])
        body, _, _ = answer.raw.partition(b"\r\n\r\n")[2].partition(b"HTTP/1.1")
        assert json.loads(body)["status"] == "ok"
        assert answer.closed


# What is no request ---------------------------------------------------------------------------------------

WRONG = {
    "words": b"hello\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length and chunks": POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "an endless length": POST + b"Content-Length: 99999999999999999999999\r\n\r\n",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "no chunk size": CHUNKED + b"x\r\n",
    "an endless chunk size": CHUNKED + b"fffffffffffffffffffffff\r\n",
    "a tunnel": b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a zero in a header": GET + b"X: \x00\r\n\r\n",
    "a folded header": GET + b"X: 1\r\n 2\r\n\r\n",
    "no colon": GET + b"X\r\n\r\n",
    "a path that is no ASCII": "GET /é HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_request_is_answered_with_a_problem(server: Limited, name: str) -> None:
    answer = server.send(WRONG[name])
    assert answer.closed
    assert answer.statuses == [400]
    assert answer.problem["type"] == "urn:sourceline:bad-request"
    assert answer.seconds < QUICK.linger + SLACK


@pytest.mark.parametrize("protocol", [b"websocket", b"h2c"])
def test_an_upgrade_is_not_made(server: Limited, protocol: bytes) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: " + protocol + b"\r\nSec-WebSocket-Version: 13\r\n"
    key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    answer = server.send(GET + upgrade + key)
    assert answer.statuses == [200], "as if nothing had been said of an upgrade"
    assert answer.closed
    assert answer.seconds < QUICK.idle + SLACK


def test_a_slow_reader_that_goes_on_gets_all(server: Limited) -> None:
    with server.connect() as client:
        client.sendall(b"GET /static/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        raw = b""
        while piece := client.recv(65_536):
            raw += piece
            time.sleep(0.02)
    head, _, body = raw.partition(b"\r\n\r\n")
    assert b"content-length: %d\r\n" % len(body) in head + b"\r\n"
