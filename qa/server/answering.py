"""Answer the same question once: for all who ask it at the same time, and for those who ask it again."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Hashable
from contextvars import Context
from typing import NamedTuple

from index.errors import SourcelineError
from qa.answer_cache import AnswerKey, key_of
from qa.schemas import AskQuery, AskResponse, Query, SearchResponse
from qa.server.http.patience import wait_patiently
from qa.server.pool import Pool
from qa.service import Service


class Given(NamedTuple):
    """A response.

    Args:
        json: As it is sent.
        status: What `Cache-Status` says of it (RFC 9211); empty where it was made for this request alone.
    """

    json: bytes
    status: str = ""


class _Flight:
    """An answer that is being made, and how many wait for it."""

    def __init__(self, task: asyncio.Task[bytes]) -> None:
        self.task = task
        self.waiting = 0


class Answering:
    """Answers questions from the cache, or on the threads for questions.  Used on the event loop.

    Args:
        service: Answers.
        pool: Its threads.
    """

    def __init__(self, service: Service, pool: Pool) -> None:
        self._service = service
        self._pool = pool
        self._flights: dict[AnswerKey, _Flight] = {}

    async def give(self, query: Query, rights: Hashable) -> Given:
        """The response to a query, for a sender with these rights.  Raises as the pool and the service do."""
        key = self._key(query, rights)
        if key is None:
            return Given(await self._pool.run(lambda: self._made(query, None), reads=True))
        if (kept := self._service.answers.get(key)) is not None:
            return Given(kept, "sourceline; hit")
        flight = self._flights.get(key)
        joined = flight is not None
        if flight is None:
            flight = self._flights[key] = self._start(key, query)
        flight.waiting += 1
        try:
            made = await wait_patiently(asyncio.shield(flight.task), self._pool.seconds)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                flight.task.cancel()  # nothing happens to one that is done
                self._forget(key, flight.task)
        return Given(made, "sourceline; fwd=miss; collapsed" if joined else "")

    def _key(self, query: Query, rights: Hashable) -> AnswerKey | None:
        try:
            return key_of(self._service.index.catalog, query, rights)
        except (SourcelineError, sqlite3.Error):
            return None  # the threads meet the same, and say it

    def _start(self, key: AnswerKey, query: Query) -> _Flight:
        """Have an answer made, for longer than the first who asked may wait."""

        async def make() -> bytes:
            try:
                return await self._pool.run(lambda: self._made(query, key), reads=True)
            finally:
                self._forget(key, asyncio.current_task())

        return _Flight(asyncio.get_running_loop().create_task(make(), context=Context()))

    def _forget(self, key: AnswerKey, task: asyncio.Task[bytes] | None) -> None:
        """Let nobody join this task any more; another one for the same key stays."""
        if (flight := self._flights.get(key)) is not None and flight.task is task:
            del self._flights[key]

    def _made(self, query: Query, key: AnswerKey | None) -> bytes:
        """Make an answer, and keep it if it is of the generations of its key."""
        response = self._service.ask(query) if isinstance(query, AskQuery) else self._service.search(query)
        json = response.model_dump_json(by_alias=True).encode()
        if key is not None and _generations(response) == [one.number for _, one in key.generations]:
            self._service.answers.put(key, json)
        return json


def _generations(response: AskResponse | SearchResponse) -> list[int]:
    return [one.generation for one in response.index.collections]


def changed(given: Given, kind: type[AskResponse | SearchResponse], change: Callable[..., object]) -> bytes:
    """A response after a change of what it says, such as signed links."""
    response = change(kind.model_validate_json(given.json))
    assert isinstance(response, kind)
    return response.model_dump_json(by_alias=True).encode()
