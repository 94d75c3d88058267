"""The client that awaits each reply: `Client` with `async` and `await`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Self, Unpack

import httpx

import qa.client.calls as calls
import qa.client.uploads as uploads
from qa.citation_schemas import Citation, MetadataCitation
from qa.client.calls import Call, Health, NewDocument, Reply, Turn
from qa.client.connection import SECONDS_TO_ANSWER, URL, http_options, parsed
from qa.client.errors import Unreachable
from qa.client.events import StreamedReply
from qa.client.fields import AskFields, FileFields, QueryFields
from qa.client.retries import START, Attempts, Retries, failure
from qa.client.uploads import File
from qa.client.waiting import Waiting, id_of
from qa.feedback.records import StoredFeedback, Verdict
from qa.schemas import AskQuery, AskResponse, ChatQuery, ChatResponse, Query, SearchResponse
from qa.server.routes.collection_bodies import CollectionDeleted, CollectionView
from qa.server.routes.documents.response_bodies import (
    Deleted,
    DocumentDetail,
    DocumentSummary,
    SpanText,
    UploadJob,
    UploadResult,
    WriteResult,
)
from qa.server.routes.jobs.response_bodies import Job, JobDetail


class AsyncClient:
    """A client of one server, for one event loop; close it, or use it with `async with`.

    Every method raises `qa.client.ClientError`: `Refused` (with the problem details), `Unreachable`,
    `TimedOut`, `NotSourceline`.

    Args:
        url: The server's address.
        key: An API key; None if the server needs none.
        timeout: Seconds to wait for a connection, and for each piece of an answer.
        retries: When a request is sent once more.

    Raises:
        ClientError: `url` is no address.
    """

    def __init__(
        self,
        url: str = URL,
        key: str | None = None,
        *,
        timeout: float = SECONDS_TO_ANSWER,
        retries: Retries | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(**http_options(url, key, timeout))
        self.url = url.rstrip("/")
        self._retries = retries or Retries()
        self.documents = Documents(self)
        self.jobs = Jobs(self)
        self.collections = Collections(self)

    async def ask(self, question: str | AskQuery, **fields: Unpack[AskFields]) -> AskResponse:
        """An answer with its citations, the closest quote, or neither."""
        return await self.send(calls.ask(question, fields))

    async def search(self, question: str | Query, **fields: Unpack[QueryFields]) -> SearchResponse:
        """The passages nearest to a question, best first."""
        return await self.send(calls.search(question, fields))

    async def chat(
        self, question: str | ChatQuery, history: Iterable[Turn] = (), **fields: Unpack[AskFields]
    ) -> ChatResponse:
        """A reply within a conversation; `history` may hold earlier replies as they came."""
        return await self.send(calls.chat(question, history, fields))

    async def stream(
        self, question: str | ChatQuery, history: Iterable[Turn] = (), **fields: Unpack[AskFields]
    ) -> AsyncIterator[str | ChatResponse]:
        """The words of a reply as they come, and last the reply itself."""
        reply = await self._open(calls.stream(question, history, fields), stream=True)
        streamed = StreamedReply(reply)
        try:
            async for piece in reply.aiter_text():
                for part in streamed.parts(piece):
                    yield part
        except httpx.HTTPError as error:
            raise failure(error) from error
        finally:
            await reply.aclose()
        if not streamed.done:
            raise Unreachable("The stream ended before the reply was whole.", hint=START)

    async def feedback(
        self, answered: AskResponse | ChatResponse, verdict: Verdict | str, comment: str | None = None
    ) -> StoredFeedback:
        """Keep a verdict, `up` or `down`, on a response."""
        return await self.send(calls.feedback(answered, verdict, comment))

    async def latest_feedback(self, collection: str | None = None, limit: int = 50) -> list[StoredFeedback]:
        """The latest verdicts, newest first."""
        return (await self.send(calls.latest_feedback(collection, limit))).feedback

    def link(self, cited: Citation | MetadataCitation) -> str:
        """The address of the page that shows a citation in its document."""
        return self.url + cited.url

    async def health(self) -> Health:
        """Whether the server runs, and its version."""
        return await self.send(calls.health())

    async def send(self, call: Call[Reply]) -> Reply:
        """Send a request, again where that may help, and read its response."""
        return parsed(await self._open(call), call)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _open(self, call: Call[Reply], *, stream: bool = False) -> httpx.Response:
        """The response, a success; its body is read unless it is a stream."""
        attempts = Attempts(self._retries, repeatable=call.repeatable)
        while True:
            try:
                request = self._http.build_request(call.method, call.path, **call.request)
                reply = await self._http.send(request, stream=stream)
                if stream and not reply.is_success:
                    await reply.aread()
            except httpx.HTTPError as error:
                pause = attempts.after_failure(error)
            else:
                wait = attempts.after_reply(reply)
                if wait is None:
                    return reply
                pause = wait
            await asyncio.sleep(pause)


class Documents:
    """The documents of a server."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def add(
        self, *documents: NewDocument, collection: str = "default", source: str = "api"
    ) -> WriteResult:
        """Write documents, all or none; they can be found when this returns."""
        return await self._client.send(calls.add(documents, collection, source))

    async def add_later(
        self, *documents: NewDocument, collection: str = "default", source: str = "api"
    ) -> Job:
        """Have documents written by a job, which `jobs.wait` waits for."""
        return await self._client.send(calls.add_later(documents, collection, source))

    async def upload(self, *files: File, **fields: Unpack[FileFields]) -> UploadResult:
        """Write files of every format that is read; one that cannot be read stops no other."""
        return await self._client.send(uploads.upload(files, fields))

    async def upload_later(self, *files: File, **fields: Unpack[FileFields]) -> UploadJob:
        """Have files written by a job; those that could not be read are in `failed`."""
        return await self._client.send(uploads.upload_later(files, fields))

    async def list(
        self, collection: str = "default", *, q: str = "", source: str = ""
    ) -> AsyncIterator[DocumentSummary]:
        """The documents of a collection by id; `q` is a part of the title or the id."""
        after: str | None = ""
        while after is not None:
            page = await self._client.send(calls.documents_page(collection, q, source, after))
            for document in page.documents:
                yield document
            after = page.next

    async def get(self, id: str, collection: str = "default", *, source: str = "") -> DocumentDetail:
        """A document with its text and its versions."""
        return await self._client.send(calls.document(id, collection, source))

    async def text(
        self, id: str, version: str, start: int = 0, end: int | None = None, *, collection: str = "default"
    ) -> SpanText:
        """The text of a version from `start` to `end`, to check a citation."""
        return await self._client.send(calls.span(id, version, start, end, collection))

    async def delete(self, id: str, collection: str = "default", *, source: str = "") -> Deleted:
        """Erase a document with all its versions."""
        return await self._client.send(calls.delete(id, collection, source))


class Jobs:
    """The jobs of a server."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def list(self, limit: int = 50) -> list[Job]:
        """The latest jobs, newest first."""
        return (await self._client.send(calls.jobs(limit))).jobs

    async def get(self, job: Job | str) -> JobDetail:
        """How far a job is, and what became of each document so far."""
        return await self._client.send(calls.job(id_of(job)))

    async def wait(self, job: Job | str, seconds: float | None = None) -> JobDetail:
        """The job when it has finished.  Raises `JobUnfinished` after so many seconds."""
        waiting = Waiting(seconds)
        while not (found := await self.get(job)).state.finished:
            await asyncio.sleep(waiting.pause(found))
        return found

    async def cancel(self, job: Job | str) -> JobDetail:
        """Drop what the job has not written yet."""
        return await self._client.send(calls.cancel(id_of(job)))


class Collections:
    """The collections of a server."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def list(self) -> list[CollectionView]:
        """The collections that the key may use, by name."""
        return (await self._client.send(calls.collections())).collections

    async def get(self, name: str) -> CollectionView:
        """A collection and how much it holds."""
        return await self._client.send(calls.collection(name))

    async def create(self, name: str, description: str = "") -> CollectionView:
        """Create an empty collection."""
        return await self._client.send(calls.create_collection(name, description))

    async def change(
        self, name: str, *, new_name: str | None = None, description: str | None = None
    ) -> CollectionView:
        """Rename a collection, or change its description."""
        return await self._client.send(calls.change_collection(name, new_name, description))

    async def delete(self, name: str) -> CollectionDeleted:
        """Erase a collection with all that is in it."""
        return await self._client.send(calls.delete_collection(name))
