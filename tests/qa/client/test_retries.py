"""When a client sends a request once more, and what it says of servers that do not answer as ours does."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from qa.client import (
    AsyncClient,
    Busy,
    Client,
    ClientError,
    JobUnfinished,
    NotSourceline,
    Retries,
    ServerFailed,
    TimedOut,
    Unreachable,
)
from qa.client.events import Events
from tests.support.scripted_server import Reply, scripted_server

QUICK = Retries(busy_seconds=5, connections=2, first_pause=0.01)
FULL: Reply = (503, {"retry-after": "0"}, b"{}")
HEALTHY: Reply = (200, {}, b'{"status": "ok", "version": "1"}')


def test_a_full_server_is_asked_again_whatever_was_sent() -> None:
    collection: Reply = (201, {}, b'{"name":"n","documents":0,"passages":0,"generation":1,"created":""}')
    with scripted_server(FULL, (429, {"retry-after": "0"}, b"{}"), collection) as (url, seen):
        assert Client(url, retries=QUICK).collections.create("n").name == "n"
        assert len(seen) == 3


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_wait_beyond_the_patience_is_not_begun(form: str) -> None:
    wait = "3600" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(hours=1))
    with scripted_server((429, {"retry-after": wait}, b"{}")) as (url, seen), pytest.raises(Busy) as caught:
        Client(url, retries=QUICK).health()
    assert len(seen) == 1
    assert 3500 < (caught.value.retry_after or 0) <= 3600


def test_a_broken_connection_repeats_only_what_does_no_harm() -> None:
    broken: Reply = (0, {}, b"")
    with scripted_server(broken, broken, HEALTHY) as (url, seen):
        assert Client(url, retries=QUICK).health().status == "ok"
        assert len(seen) == 3
    with scripted_server(broken, HEALTHY) as (url, seen), pytest.raises(Unreachable):
        Client(url, retries=QUICK).documents.add_later({"text": "Once."})
    assert seen == ["POST /v1/documents?wait=false"]


def test_the_same_retries_are_awaited() -> None:
    async def work(url: str) -> str:
        async with AsyncClient(url, retries=QUICK) as client:
            return (await client.health()).version

    with scripted_server(FULL, (0, {}, b""), HEALTHY) as (url, seen):
        assert asyncio.run(work(url)) == "1"
        assert len(seen) == 3


def test_a_silent_server_is_asked_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with Client(url, timeout=0.2, retries=QUICK) as client, pytest.raises(TimedOut):
            client.health()
        listener.settimeout(0.2)
        listener.accept()[0].close()
        with pytest.raises(TimeoutError):
            listener.accept()


def test_who_answers_otherwise_is_told() -> None:
    with scripted_server((200, {}, b"<p>Hello")) as (url, _), pytest.raises(NotSourceline):
        Client(url).health()
    with scripted_server((502, {}, b"<p>Bad")) as (url, _), pytest.raises(ServerFailed, match="502 Bad"):
        Client(url).health()
    with pytest.raises(Unreachable, match="qa serve"):
        Client("http://127.0.0.1:1", retries=QUICK).health()


def test_a_stream_that_ends_early_is_an_error() -> None:
    cut = b'event: answer\ndata: {"text": "Half "}\n\n'
    with scripted_server((200, {"content-type": "text/event-stream"}, cut)) as (url, _):
        stream = Client(url).stream("What?")
        assert next(stream) == "Half "
        with pytest.raises(Unreachable, match="ended before"):
            next(stream)


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://here", "", "http://", "http://["])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(ClientError, match="not the address"):
        Client(url)


def test_patience_with_a_job_has_an_end() -> None:
    job = (
        b'{"id":"j","state":"running","collection":"c","created":"","updated":"","done":0,"total":0,'
        b'"documents":{"done":1,"failed":0,"total":2},"result":null}'
    )
    with scripted_server((200, {}, job)) as (url, _), pytest.raises(JobUnfinished, match="1 of 2 documents"):
        Client(url).jobs.wait("j", seconds=0.1)


def test_events_come_in_any_pieces() -> None:
    stream = 'event: answer\r\ndata: {"text": "one\u2028two"}\r\n\r\n: still here\n\ndata: [DONE]\n\n'
    whole = [*Events().of(stream)]
    assert [one.name for one in whole] == ["answer", ""]
    events = Events()
    assert [event for character in stream for event in events.of(character)] == whole
