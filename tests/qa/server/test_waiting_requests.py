"""Requests wait in bounded queues, as long as their clients wait for them and no longer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect
from starlette.types import Message

from index.errors import Overloaded
from qa.server.http.patience import PatienceMiddleware, current_patience
from qa.server.pool import Pool
from qa.service import Service
from tests.support.waiting import until


class Held:
    """Work that lasts until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self._go = threading.Event()

    def __call__(self) -> str:
        self.begun += 1
        assert self._go.wait(60)
        return "done"

    def let_go(self) -> None:
        self._go.set()


@pytest.fixture
def held() -> Iterator[Held]:
    work = Held()
    yield work
    work.let_go()


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool("t", workers=1, queue=4)
    yield pool
    pool.close()


def requested(work: Callable[[], Awaitable[Any]], *headers: tuple[str, str], leaves: bool = False) -> Any:
    """What `work` gives within a request; its client may leave at once."""
    result: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        result.append(await work())

    messages: list[Message] = [{"type": "http.request"}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await asyncio.sleep(0.1 if leaves else 60)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    pairs = [(name.encode(), value.encode()) for name, value in headers]
    asyncio.run(PatienceMiddleware(app)({"type": "http", "headers": pairs}, receive, send))
    return result[0]


def behind(pool: Pool, held: Held, *, reads: bool = False) -> Callable[[], Awaitable[Any]]:
    """Work that waits for a thread which other work has."""

    async def work() -> Any:
        first = asyncio.create_task(pool.run(held))
        while not held.begun:
            await asyncio.sleep(0.005)
        try:
            return await pool.run(held, reads=reads)
        finally:
            held.let_go()
            await first

    return work


@pytest.mark.parametrize("value", ["wait=0", "respond-async, wait=0", "handling=lenient; Wait = 0"])
def test_a_client_says_how_long_it_waits(pool: Pool, held: Held, value: str) -> None:
    with pytest.raises(Overloaded, match="not done within 0 seconds"):
        requested(behind(pool, held), ("prefer", value))
    assert held.begun == 1


@pytest.mark.parametrize("value", ["", "wait=soon", "wait=-1", "await=0", "wait=0x"])
def test_what_is_not_understood_is_no_deadline(value: str) -> None:
    async def seconds() -> Any:
        patience = current_patience()
        assert patience
        return patience.seconds_left

    assert requested(seconds, ("prefer", value)) is None


def test_the_work_of_a_client_that_has_gone_is_dropped(pool: Pool, held: Held) -> None:
    with pytest.raises(ClientDisconnect):
        requested(behind(pool, held), leaves=True)
    assert held.begun == 1


def test_what_has_begun_to_write_is_waited_for(pool: Pool) -> None:
    done = threading.Event()

    def write() -> str:
        done.wait(0.3)
        return "written"

    assert requested(lambda: pool.run(write), ("prefer", "wait=0"), leaves=True) in ("written", None)


def test_what_has_begun_to_read_is_not_waited_for(held: Held) -> None:
    pool = Pool("t", workers=1, queue=4, seconds=0.1)
    with pytest.raises(Overloaded):
        requested(lambda: pool.run(held, reads=True))
    held.let_go()
    pool.close()


def test_a_stopping_pool_refuses_what_waits_and_finishes_what_has_begun(pool: Pool, held: Held) -> None:
    async def work() -> list[Any]:
        running = asyncio.create_task(pool.run(held))
        while not held.begun:
            await asyncio.sleep(0.005)
        waiting = asyncio.create_task(pool.run(held))
        await asyncio.sleep(0.01)
        pool.stop()
        held.let_go()
        late = pool.run(held)
        return [*await asyncio.gather(running, waiting, late, return_exceptions=True)]

    first, *others = asyncio.run(work())
    assert first == "done"
    assert [type(one) for one in others] == [Overloaded, Overloaded]


def test_a_refusal_says_when_to_come_again() -> None:
    held, pool = Held(), Pool("t", workers=1, queue=2)
    pool._mean = 4.0

    async def work() -> int:
        tasks = [asyncio.create_task(pool.run(held)) for _ in range(3)]
        await asyncio.sleep(0.01)
        try:
            await pool.run(held)
        except Overloaded as error:
            return error.retry_seconds
        finally:
            held.let_go()
            await asyncio.gather(*tasks)
        return 0

    assert asyncio.run(work()) == 12
    pool.close()


def test_questions_are_answered_while_changes_wait(client: TestClient, service: Service) -> None:
    body = {"documents": [{"id": "wax", "text": "Wax melts at 62 degrees."}]}
    body["documents"] += [{"id": f"tin{n}", "text": "Tin melts at 232 degrees."} for n in range(12)]
    assert client.post("/v1/documents", json=body).status_code == 200
    with ThreadPoolExecutor(12) as others, service.index.catalog.writer_lock():
        deletions = [others.submit(client.delete, f"/v1/documents/tin{n}") for n in range(12)]
        until(lambda: len(client.app.state.server.changes._pending) == 12)  # type: ignore[attr-defined]
        assert client.post("/v1/ask", json={"question": "When does wax melt?"}).status_code == 200
    assert {one.result().status_code for one in deletions} == {200}
