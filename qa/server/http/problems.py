"""RFC 9457 problem details: the one shape of everything that goes wrong under `/v1`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.requests import Request

from index.errors import SourcelineError

MEDIA_TYPE = "application/problem+json"
SCHEMA = "#/components/schemas/Problem"


class FieldError(BaseModel):
    """What is wrong with one field, and what to do about it."""

    field: str = Field(examples=["documents[3].id"])
    detail: str
    hint: str


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(examples=["urn:sourceline:invalid-input"])
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was called.")
    errors: list[FieldError] = []
    id: str | None = Field(default=None, description="Of an internal error: the log has it too.")


class ProblemResponse(JSONResponse):
    """A problem as a response."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """JSON in ASCII, for what is wrong may be that a name cannot be encoded."""
        return json.dumps(content).encode("ascii")


def of_error(error: SourcelineError, instance: str) -> Problem:
    """The problem that an error of ours is."""
    named = [FieldError(field=error.field, detail=error.detail, hint=error.hint)] if error.field else []
    return Problem(
        type=f"urn:sourceline:{error.kind}",
        title=error.title,
        status=error.status,
        detail=error.detail if named or not error.hint else f"{error.detail} {error.hint}",
        instance=instance,
        errors=named,
    )


def of_fields(errors: list[FieldError], instance: str) -> Problem:
    """The problem of a request whose fields are not acceptable."""
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return Problem(
        type="urn:sourceline:invalid-input",
        title="The request is not valid",
        status=422,
        detail=f"{first.field}: {first.detail}{more}",
        instance=instance,
        errors=errors,
    )


def of_status(status: int, detail: str, instance: str) -> Problem:
    """The problem that a bare HTTP status is."""
    phrase = HTTPStatus(status).phrase
    return Problem(
        type=f"urn:sourceline:{phrase.lower().replace(' ', '-')}",
        title=phrase,
        status=status,
        detail=detail,
        instance=instance,
    )


def instance_of(request: Request) -> str:
    """The path as it was called."""
    raw: bytes = request.scope.get("raw_path") or b""
    return raw.decode("latin-1")


def response(problem: Problem, headers: Mapping[str, str] | None = None) -> ProblemResponse:
    """The problem as JSON."""
    content = problem.model_dump(exclude_none=True)
    return ProblemResponse(content, problem.status, dict(headers or {}))


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of these statuses, for the `responses` of a route."""
    content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMA}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}
