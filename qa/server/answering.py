"""Answer the same question once: for all who ask it at the same time, and for those who ask it again."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from index.errors import SourcelineError
from qa.answer_cache import AnswerKey, Generations, Made, key_of
from qa.reading_service import Readable
from qa.schemas import AskQuery, AskResponse, Query, SearchResponse
from qa.server.auth.caller import Caller
from qa.server.http.patience import wait_patiently
from qa.server.pool import Pool
from qa.server.telemetry.request_record import context_of_request, note_answer
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

    def __init__(self, task: asyncio.Task[Made]) -> None:
        self.task = task
        self.waiting = 0


class Answering:
    """Answers questions from the cache, or on the threads for questions.  Used on the event loop.

    Args:
        service: Answers.
        asks: Threads for answers.
        searches: Threads for searches, which take a tenth of the time and are not to wait for answers.
    """

    def __init__(self, service: Service, asks: Pool, searches: Pool) -> None:
        self._service = service
        self._asks = asks
        self._searches = searches
        self._flights: dict[AnswerKey, _Flight] = {}

    async def give(self, query: Query, seen: Readable, caller: Caller) -> Given:
        """The response to a query.  Raises as the pool and the service do.

        Args:
            seen: What its sender may ask and read.
            caller: Its sender.
        """
        key = self._key(query, caller)
        if key is None:
            return _given(await self._pool(query).run(lambda: _response(query, seen), reads=True))
        if (kept := self._service.answers.get(key)) is not None:
            return _given(kept, "memory", "sourceline; hit")
        flight = self._flights.get(key)
        joined = flight is not None
        if flight is None:
            flight = self._flights[key] = self._start(key, query, seen)
        flight.waiting += 1
        try:
            made = await wait_patiently(asyncio.shield(flight.task), self._pool(query).seconds)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                flight.task.cancel()  # nothing happens to one that is done
                self._forget(key, flight.task)
        return _given(made, "joined", "sourceline; fwd=miss; collapsed") if joined else _given(made)

    def _pool(self, query: Query) -> Pool:
        return self._asks if isinstance(query, AskQuery) else self._searches

    def _key(self, query: Query, caller: Caller) -> AnswerKey | None:
        try:
            return key_of(self._service.index.catalog, query, caller.rights, caller.audience is None)
        except (SourcelineError, sqlite3.Error):
            return None  # the threads meet the same, and say it

    def _start(self, key: AnswerKey, query: Query, seen: Readable) -> _Flight:
        """Have an answer made, for longer than the first who asked may wait."""
        pool = self._pool(query)

        async def make() -> Made:
            try:
                if pool is self._searches and pool.is_busy:
                    self._service.expect(query)
                return await pool.run(lambda: self._made(query, seen, key), reads=True)
            finally:
                self._forget(key, asyncio.current_task())

        return _Flight(asyncio.get_running_loop().create_task(make(), context=context_of_request()))

    def _forget(self, key: AnswerKey, task: asyncio.Task[Made] | None) -> None:
        """Let nobody join this task any more; another one for the same key stays."""
        if (flight := self._flights.get(key)) is not None and flight.task is task:
            del self._flights[key]

    def _made(self, query: Query, seen: Readable, key: AnswerKey) -> Made:
        """Make an answer, and keep it if it is of the generations of its key.

        An index goes from one generation to the next and never back.  So an answer is of those of its key if
        the index is at them before and afterwards.
        """
        before = self._loaded(query)
        made = _response(query, seen)
        if before == key.generations == self._loaded(query):
            self._service.answers.put(key, made)
        return made

    def _loaded(self, query: Query) -> Generations | None:
        """The generations that questions are answered from now; None where one cannot be searched."""
        try:
            found = [self._service.index.snapshot(name) for name in query.searched]
        except (SourcelineError, sqlite3.Error):
            return None
        return tuple((one.collection.key, one.generation_id) for one in found)


def _response(query: Query, seen: Readable) -> Made:
    response = seen.ask(query) if isinstance(query, AskQuery) else seen.search(query)
    level = response.level.value if isinstance(response, AskResponse) else ""
    return Made(response.model_dump_json(by_alias=True).encode(), level)


def _given(made: Made, origin: str = "made", status: str = "") -> Given:
    if made.level:
        note_answer(made.level, origin)
    return Given(made.json, status)


def changed(given: Given, kind: type[AskResponse | SearchResponse], change: Callable[..., object]) -> bytes:
    """A response after a change of what it says, such as signed links."""
    response = change(kind.model_validate_json(given.json))
    assert isinstance(response, kind)
    return response.model_dump_json(by_alias=True).encode()
