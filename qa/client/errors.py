"""What a client raises: no connection, no answer in time, or the server's problem details."""

from __future__ import annotations

from http import HTTPStatus

import httpx
from pydantic import ValidationError

from qa.problem_schemas import FieldError, Problem


class ClientError(Exception):
    """A request got no response.

    Args:
        detail: What is wrong, in one sentence.
        field: The field, header or address at fault; empty when there is none.
        hint: What to do about it, in one sentence; may be empty.
    """

    def __init__(self, detail: str, *, field: str = "", hint: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        hint = f" {self.hint}" if self.hint and self.hint not in self.detail else ""
        return f"{where}{self.detail}{hint}"


class Unreachable(ClientError):
    """There is no connection, or it broke."""


class TimedOut(ClientError):
    """There was no answer in time; the server may still have done what was asked."""


class NotSourceline(ClientError):
    """What answered is no Sourceline server, or one of another release."""


class JobUnfinished(ClientError):
    """A job had not finished when the caller's patience ended; it goes on."""


class Refused(ClientError):
    """The server answered with an error.

    Args:
        problem: The problem details; made of the status where the server sent none.
        retry_after: For how many seconds the server asks not to be asked again; None if it does not say.
    """

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        first = problem.errors[0] if problem.errors else FieldError(field="", detail=problem.detail, hint="")
        super().__init__(first.detail, field=first.field, hint=first.hint)
        self.problem = problem
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def errors(self) -> list[FieldError]:
        """Every field at fault, with what is wrong and what to do."""
        return self.problem.errors


class Invalid(Refused):
    """Something in the request is not acceptable (400, 413, 415, 422)."""


class AccessRefused(Refused):
    """A key is needed, or another one (401, 403)."""


class NotFound(Refused):
    """There is no such document, version, collection or job (404)."""


class Conflict(Refused):
    """The request does not fit the state of the documents (409)."""


class Busy(Refused):
    """The server, or the limit of the key, takes no more requests now (429, 503)."""


class ServerFailed(Refused):
    """Something went wrong in the server (other 5xx); `problem.id` is in its log."""


_KINDS: dict[int, type[Refused]] = {
    401: AccessRefused,
    403: AccessRefused,
    404: NotFound,
    409: Conflict,
    429: Busy,
    503: Busy,
}


def refusal(reply: httpx.Response, retry_after: float | None = None) -> Refused:
    """The error of a reply that is no success; its body has been read."""
    try:
        problem = Problem.model_validate_json(reply.content)
    except ValidationError:
        problem = _problem_of_status(reply)
    kind = _KINDS.get(reply.status_code, ServerFailed if reply.status_code >= 500 else Invalid)
    return kind(problem, retry_after)


def _problem_of_status(reply: httpx.Response) -> Problem:
    """Of a proxy or another server, which knows no problem details."""
    status = reply.status_code
    phrase = HTTPStatus(status).phrase if status in {*HTTPStatus} else "Error"
    return Problem(
        type="about:blank",
        title=phrase,
        status=status,
        detail=f"The answer was {status} {phrase}.",
        instance=reply.request.url.path,
    )
