"""The client that waits for each reply."""

from __future__ import annotations

import time
import weakref
from collections.abc import Iterable, Iterator
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


class Client:
    """A client of one server.  Safe to call from many threads; close it, or use it with `with`.

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
        self._http = httpx.Client(**http_options(url, key, timeout))
        # Closes for who forgets it, and in frameworks that never close what they were given.
        self._closing = weakref.finalize(self, self._http.close)
        self.url = url.rstrip("/")
        self._retries = retries or Retries()
        self.documents = Documents(self)
        self.jobs = Jobs(self)
        self.collections = Collections(self)

    def ask(self, question: str | AskQuery, **fields: Unpack[AskFields]) -> AskResponse:
        """An answer with its citations, the closest quote, or neither."""
        return self.send(calls.ask(question, fields))

    def search(self, question: str | Query, **fields: Unpack[QueryFields]) -> SearchResponse:
        """The passages nearest to a question, best first."""
        return self.send(calls.search(question, fields))

    def chat(
        self, question: str | ChatQuery, history: Iterable[Turn] = (), **fields: Unpack[AskFields]
    ) -> ChatResponse:
        """A reply within a conversation; `history` may hold earlier replies as they came."""
        return self.send(calls.chat(question, history, fields))

    def stream(
        self, question: str | ChatQuery, history: Iterable[Turn] = (), **fields: Unpack[AskFields]
    ) -> Iterator[str | ChatResponse]:
        """The words of a reply as they come, and last the reply itself."""
        reply = self._open(calls.stream(question, history, fields), stream=True)
        streamed = StreamedReply(reply)
        try:
            for piece in reply.iter_text():
                yield from streamed.parts(piece)
        except httpx.HTTPError as error:
            raise failure(error) from error
        finally:
            reply.close()
        if not streamed.done:
            raise Unreachable("The stream ended before the reply was whole.", hint=START)

    def feedback(
        self, answered: AskResponse | ChatResponse, verdict: Verdict | str, comment: str | None = None
    ) -> StoredFeedback:
        """Keep a verdict, `up` or `down`, on a response."""
        return self.send(calls.feedback(answered, verdict, comment))

    def latest_feedback(self, collection: str | None = None, limit: int = 50) -> list[StoredFeedback]:
        """The latest verdicts, newest first."""
        return self.send(calls.latest_feedback(collection, limit)).feedback

    def link(self, cited: Citation | MetadataCitation) -> str:
        """The address of the page that shows a citation in its document."""
        return self.url + cited.url

    def health(self) -> Health:
        """Whether the server runs, and its version."""
        return self.send(calls.health())

    def send(self, call: Call[Reply]) -> Reply:
        """Send a request, again where that may help, and read its response."""
        return parsed(self._open(call), call)

    def close(self) -> None:
        """Close the connections."""
        self._closing()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, call: Call[Reply], *, stream: bool = False) -> httpx.Response:
        """The response, a success; its body is read unless it is a stream."""
        attempts = Attempts(self._retries, repeatable=call.repeatable)
        while True:
            try:
                request = self._http.build_request(call.method, call.path, **call.request)
                reply = self._http.send(request, stream=stream)
                if stream and not reply.is_success:
                    reply.read()
            except httpx.HTTPError as error:
                pause = attempts.after_failure(error)
            else:
                wait = attempts.after_reply(reply)
                if wait is None:
                    return reply
                pause = wait
            time.sleep(pause)


class Documents:
    """The documents of a server."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def add(self, *documents: NewDocument, collection: str = "default", source: str = "api") -> WriteResult:
        """Write documents, all or none; they can be found when this returns."""
        return self._client.send(calls.add(documents, collection, source))

    def add_later(self, *documents: NewDocument, collection: str = "default", source: str = "api") -> Job:
        """Have documents written by a job, which `jobs.wait` waits for."""
        return self._client.send(calls.add_later(documents, collection, source))

    def upload(self, *files: File, **fields: Unpack[FileFields]) -> UploadResult:
        """Write files of every format that is read; one that cannot be read stops no other."""
        return self._client.send(uploads.upload(files, fields))

    def upload_later(self, *files: File, **fields: Unpack[FileFields]) -> UploadJob:
        """Have files written by a job; those that could not be read are in `failed`."""
        return self._client.send(uploads.upload_later(files, fields))

    def list(
        self, collection: str = "default", *, q: str = "", source: str = ""
    ) -> Iterator[DocumentSummary]:
        """The documents of a collection by id; `q` is a part of the title or the id."""
        after: str | None = ""
        while after is not None:
            page = self._client.send(calls.documents_page(collection, q, source, after))
            yield from page.documents
            after = page.next

    def get(self, id: str, collection: str = "default", *, source: str = "") -> DocumentDetail:
        """A document with its text and its versions."""
        return self._client.send(calls.document(id, collection, source))

    def text(
        self, id: str, version: str, start: int = 0, end: int | None = None, *, collection: str = "default"
    ) -> SpanText:
        """The text of a version from `start` to `end`, to check a citation."""
        return self._client.send(calls.span(id, version, start, end, collection))

    def delete(self, id: str, collection: str = "default", *, source: str = "") -> Deleted:
        """Erase a document with all its versions."""
        return self._client.send(calls.delete(id, collection, source))


class Jobs:
    """The jobs of a server."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, limit: int = 50) -> list[Job]:
        """The latest jobs, newest first."""
        return self._client.send(calls.jobs(limit)).jobs

    def get(self, job: Job | str) -> JobDetail:
        """How far a job is, and what became of each document so far."""
        return self._client.send(calls.job(id_of(job)))

    def wait(self, job: Job | str, seconds: float | None = None) -> JobDetail:
        """The job when it has finished.  Raises `JobUnfinished` after so many seconds."""
        waiting = Waiting(seconds)
        while not (found := self.get(job)).state.finished:
            time.sleep(waiting.pause(found))
        return found

    def cancel(self, job: Job | str) -> JobDetail:
        """Drop what the job has not written yet."""
        return self._client.send(calls.cancel(id_of(job)))


class Collections:
    """The collections of a server."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self) -> list[CollectionView]:
        """The collections that the key may use, by name."""
        return self._client.send(calls.collections()).collections

    def get(self, name: str) -> CollectionView:
        """A collection and how much it holds."""
        return self._client.send(calls.collection(name))

    def create(self, name: str, description: str = "") -> CollectionView:
        """Create an empty collection."""
        return self._client.send(calls.create_collection(name, description))

    def change(
        self, name: str, *, new_name: str | None = None, description: str | None = None
    ) -> CollectionView:
        """Rename a collection, or change its description."""
        return self._client.send(calls.change_collection(name, new_name, description))

    def delete(self, name: str) -> CollectionDeleted:
        """Erase a collection with all that is in it."""
        return self._client.send(calls.delete_collection(name))
