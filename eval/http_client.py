"""A client that measures a running server over HTTP."""

from __future__ import annotations

import time
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from eval.client import AskOptions, IndexSeen, Unmeasurable, query_of
from eval.questions import Question
from index.errors import InvalidInput, NotFound, SourcelineError
from qa.schemas import AskResponse, SearchResponse
from qa.server.http.loopback import is_loopback

TIMEOUT_SECONDS = 60.0
#: How long a request is repeated while the server says that it is busy.
MAX_RETRY_SECONDS = 60.0
MAX_WAIT_SECONDS = 10.0
BUSY = (httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS)
#: How often a request is repeated after its connection broke.
MAX_BROKEN = 2

Model = TypeVar("Model", bound=BaseModel)


class NoServer(Unmeasurable):
    """There is no Sourceline server at the address."""

    title = "There is no server"
    kind = "no-server"


class Refused(SourcelineError):
    """The server answered with an error."""

    title = "The server answered with an error"
    kind = "refused"

    def __init__(self, detail: str, status: int, field: str = "", hint: str = "") -> None:
        super().__init__(detail, field=field, hint=hint)
        self.answered = status


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
            parts = urlsplit(self.url)
            known = parts.scheme in ("http", "https") and parts.port != 0
        except ValueError:
            known = False
        if not known or not parts.hostname:
            raise InvalidInput(
                f"{url!r} is not the address of a server.", field="--url", hint="Write http://127.0.0.1:8080."
            )
        # Ignore proxy settings for this machine's own addresses.
        self._http = httpx.Client(
            base_url=self.url,
            timeout=TIMEOUT_SECONDS,
            trust_env=not is_loopback(parts.hostname),
            headers={"Authorization": f"Bearer {key}"} if key else {},
        )

    def ask(self, question: Question, options: AskOptions, *, abstain: bool = True) -> AskResponse:
        """Ask.  Raises `Refused`, `NoServer`."""
        query = query_of(question, options, abstain=abstain)
        return self._parsed(AskResponse, self._send("POST", "/v1/ask", json=query.model_dump(mode="json")))

    def version_text(self, collection: str, document_id: str, version: str) -> str | None:
        """The text of a version."""
        return self._text(f"/v1/documents/{quote(document_id, safe='')}/versions/{version}/text", collection)

    def document_text(self, collection: str, document_id: str) -> str | None:
        """The current text of a document."""
        return self._text(f"/v1/documents/{quote(document_id, safe='')}", collection)

    def index(self, collection: str) -> IndexSeen:
        """The index that answers, as the server describes it."""
        query = {"question": "What is here?", "collection": collection, "top_k": 1}
        try:
            answer = self._send("POST", "/v1/search", json=query)
        except Refused as error:
            if error.answered == httpx.codes.NOT_FOUND and error.field == "collection":
                raise NotFound(error.detail, field=error.field, hint=error.hint) from error
            raise
        found = self._parsed(SearchResponse, answer).index
        release = str(_json(self._send("GET", "/health")).get("version", ""))
        return IndexSeen(found.collection, found.generation, found.embedding_model, f"release {release}")

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def _text(self, path: str, collection: str) -> str | None:
        try:
            answer = self._send("GET", path, params={"collection": collection})
        except Refused as error:
            if error.answered == httpx.codes.NOT_FOUND:
                return None
            raise
        return str(_json(answer).get("text", ""))

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Send a request; while the server is busy or the key's limit is reached, wait and repeat it."""
        deadline = time.monotonic() + MAX_RETRY_SECONDS
        broken = 0
        while True:
            try:
                answer = self._http.request(method, path, **request)
            except httpx.TimeoutException as error:
                detail = f"There was no answer in {TIMEOUT_SECONDS:.0f} seconds."
                raise Refused(detail, 0, self.url) from error
            except httpx.TransportError as error:
                broken += 1
                if isinstance(error, httpx.ConnectError) or broken > MAX_BROKEN:
                    raise self._gone(str(error)) from error
                continue
            pause = _pause(answer)
            if answer.status_code not in BUSY or time.monotonic() + pause > deadline:
                return _accepted(answer)
            time.sleep(pause)

    def _parsed(self, model: type[Model], answer: httpx.Response) -> Model:
        try:
            return model.model_validate_json(answer.content)
        except ValidationError as error:
            raise self._gone("the response is not one of this release of Sourceline") from error

    def _gone(self, reason: str) -> NoServer:
        return NoServer(
            f"There is no Sourceline server here: {reason}.",
            field=self.url,
            hint="Start one with `qa serve`, or correct --url; then run again to go on.",
        )


def _accepted(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    problem = _json(answer)
    first: dict[str, Any] = next(iter(problem.get("errors") or ()), {})
    detail = first.get("detail") or problem.get("detail") or answer.reason_phrase
    raise Refused(
        f"{detail} (status {answer.status_code})" if not first else str(detail),
        answer.status_code,
        str(first.get("field", "")),
        str(first.get("hint", "")),
    )


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        value = answer.json()
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _pause(answer: httpx.Response) -> float:
    try:
        return min(max(float(answer.headers.get("retry-after", "1")), 0.05), MAX_WAIT_SECONDS)
    except ValueError:  # Retry-After may be a date
        return 1.0
