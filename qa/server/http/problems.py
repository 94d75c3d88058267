"""RFC 9457 problem details: the format of every error under `/v1`, and how exceptions become problems."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from starlette.requests import Request

from index.errors import SourcelineError
from qa.problem_schemas import FieldError, Problem

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
SCHEMA = "#/components/schemas/Problem"
#: Of the fields at fault the `detail` names so many; `errors` has all.
MOST_NAMED = 10


class ProblemResponse(JSONResponse):
    """A problem as a response."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """Encode as JSON in ASCII, because a field's name may hold characters that UTF-8 cannot encode."""
        return json.dumps(content).encode("ascii")


def problem_from_exception(error: Exception, instance: str, method: str = "") -> Problem:
    """Describe any exception; what the operator must see is logged.

    Args:
        error: A `SourcelineError`, or any other exception, which is an internal error.
        instance: The path of the request or job.
        method: The HTTP method of the request, for the log.
    """
    request_line = f"{method} {instance}".strip()
    if not isinstance(error, SourcelineError):
        return _internal_problem(error, instance, request_line)
    if error.status in (500, 507):
        log.error("%s: %s", request_line, error)
    return problem_from_error(error, instance)


def _internal_problem(error: Exception, instance: str, request_line: str) -> Problem:
    id = uuid.uuid4().hex
    log.error("internal error %s: %s", id, request_line, exc_info=error)
    detail = f"Something went wrong in the server. Its log has the details under {id}."
    return problem_from_status(500, detail, instance).model_copy(update={"id": id})


def problem_from_error(error: SourcelineError, instance: str) -> Problem:
    """Describe a `SourcelineError`."""
    named = [FieldError(field=error.field, detail=error.detail, hint=error.hint)] if error.field else []
    return Problem(
        type=f"urn:sourceline:{error.kind}",
        title=error.title,
        status=error.status,
        detail=error.detail if named or not error.hint else f"{error.detail} {error.hint}",
        instance=instance,
        errors=named,
    )


def problem_from_fields(errors: list[FieldError], instance: str) -> Problem:
    """Describe a request with invalid fields."""
    first = errors[0]
    names = ", ".join(error.field for error in errors[1:MOST_NAMED])
    more = f" (and {len(errors) - MOST_NAMED} more)" if len(errors) > MOST_NAMED else ""
    others = f" Also wrong: {names}{more}." if names else ""
    return Problem(
        type="urn:sourceline:invalid-input",
        title="The request is not valid",
        status=422,
        detail=f"{first.field}: {first.detail}{others}",
        instance=instance,
        errors=errors,
    )


def problem_from_status(status: int, detail: str, instance: str) -> Problem:
    """Describe an error that has only an HTTP status and a detail."""
    phrase = HTTPStatus(status).phrase
    return Problem(
        type=f"urn:sourceline:{phrase.lower().replace(' ', '-')}",
        title=phrase,
        status=status,
        detail=detail,
        instance=instance,
    )


def request_path(request: Request) -> str:
    """The path as the client sent it, still percent-encoded."""
    raw: bytes = request.scope.get("raw_path") or b""
    return raw.decode("latin-1")


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> ProblemResponse:
    """The problem as a JSON response."""
    content = problem.model_dump(exclude_none=True)
    return ProblemResponse(content, problem.status, dict(headers or {}))


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI description of these error statuses, for the `responses` of a route."""
    content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMA}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}
