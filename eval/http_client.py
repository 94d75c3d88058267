"""A client that measures a running server over HTTP."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from eval.client import AskOptions, IndexSeen, Unmeasurable, query_of
from eval.questions import Question
from index.errors import InvalidInput, NotFound, SourcelineError
from qa.client import Client, ClientError, NotSourceline, Retries, TimedOut, Unreachable, calls
from qa.client import NotFound as NotThere
from qa.client import Refused as ServerRefused
from qa.client.calls import Call
from qa.schemas import AskResponse

#: How long a request is repeated while the server says that it is busy.
MAX_RETRY_SECONDS = 60.0

Model = TypeVar("Model", bound=BaseModel)


class NoServer(Unmeasurable):
    """There is no Sourceline server at the address."""

    title = "There is no server"
    kind = "no-server"


class Refused(SourcelineError):
    """The server answered with an error, or in no time."""

    title = "The server answered with an error"
    kind = "refused"


class _Text(BaseModel):
    """What is read of a document or a version."""

    text: str


class HttpClient:
    """Asks a server.

    Args:
        url: Address of the server, without an API path.
        key: API key, sent with every request; None if the server needs none.

    Raises:
        InvalidInput: `url` is not an address.
    """

    def __init__(self, url: str, key: str | None = None) -> None:
        self.url = url.rstrip("/")
        try:
            self._client = Client(self.url, key, retries=Retries(busy_seconds=MAX_RETRY_SECONDS))
        except ClientError as error:
            raise InvalidInput(error.detail, field="--url", hint=error.hint) from error

    def ask(self, question: Question, options: AskOptions, *, abstain: bool = True) -> AskResponse:
        """Ask.  Raises `Refused`, `NoServer`."""
        return self._sent(calls.ask(query_of(question, options, abstain=abstain), {}))

    def version_text(self, collection: str, document_id: str, version: str) -> str | None:
        """The text of a version."""
        return self._text(calls.span(document_id, version, 0, None, collection))

    def document_text(self, collection: str, document_id: str) -> str | None:
        """The current text of a document."""
        return self._text(calls.document(document_id, collection, ""))

    def index(self, collection: str) -> IndexSeen:
        """The index that answers, as the server describes it."""
        query = calls.search("What is here?", {"collection": collection, "top_k": 1})
        try:
            found = self._send(query).index
        except NotThere as error:
            raise NotFound(error.detail, field=error.field, hint=error.hint) from error
        release = f"release {self._sent(calls.health()).version}"
        return IndexSeen(found.collection, found.generation, found.embedding_model, release)

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def _text(self, found: Call[Any]) -> str | None:
        try:
            return self._send(Call(found.method, found.path, _Text, found.request)).text
        except NotThere:
            return None

    def _sent(self, call: Call[Model]) -> Model:
        """The same as `_send`; what is not there is refused."""
        try:
            return self._send(call)
        except NotThere as error:
            raise _refused(error) from error

    def _send(self, call: Call[Model]) -> Model:
        """Send a request.  Raises `NotThere`, `Refused`, `NoServer`."""
        try:
            return self._client.send(call)
        except NotThere:
            raise
        except (ServerRefused, TimedOut) as error:
            raise _refused(error) from error
        except (Unreachable, NotSourceline) as error:
            raise NoServer(
                f"There is no Sourceline server here: {error.detail}",
                field=self.url,
                hint="Start one with `qa serve`, or correct --url; then run again to go on.",
            ) from error


def _refused(error: ClientError) -> Refused:
    """What the server says of one request, with its status where it names no field."""
    status = f" (status {error.status})" if isinstance(error, ServerRefused) and not error.field else ""
    return Refused(f"{error.detail}{status}", field=error.field, hint=error.hint)
