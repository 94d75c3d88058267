"""Errors in OpenAI's shape, for the routes that its clients call."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from qa.server.http.problems import Problem, instance_of, of_fields, of_status
from qa.server.http.validation_messages import field_errors, unreadable
from qa.server.routes.events import problem_of


class ErrorDetail(BaseModel):
    """What went wrong."""

    message: str
    type: str = Field(examples=["invalid_request_error"])
    param: str | None = Field(description="The field at fault.")
    code: str


class OpenAIError(BaseModel):
    """An error in OpenAI's shape."""

    error: ErrorDetail


#: What answers in OpenAI's shape, errors too.
OPENAI_PATHS = ("/v1/chat/completions", "/v1/models")
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def error_body(problem: Problem) -> dict[str, object]:
    """A problem as OpenAI's clients expect one."""
    named = problem.errors[0] if problem.errors else None
    message = (
        f"{problem.detail} {named.hint}" if named and named.hint not in problem.detail else problem.detail
    )
    server = problem.status >= 500
    kind = "server_error" if server else _TYPES.get(problem.status, "invalid_request_error")
    missing = problem.status == 404 and named is not None and named.field in ("model", "collection")
    code = "model_not_found" if missing else problem.type.rpartition(":")[2].replace("-", "_")
    param = named.field if named else None
    return {"error": {"message": message, "type": kind, "param": "model" if missing else param, "code": code}}


class OpenAIRoute(APIRoute):
    """A route whose errors have that shape, those of its dependencies too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with its errors answered."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except ClientDisconnect:
                raise
            except Exception as error:
                return _answer(error, request)

        return handled


def _answer(error: Exception, request: Request) -> JSONResponse:
    headers: dict[str, str] = {}
    instance = instance_of(request)
    if isinstance(error, RequestValidationError):
        problem = _unreadable(error, instance)
    elif isinstance(error, HTTPException):
        problem = of_status(error.status_code, str(error.detail), instance)
        headers = dict(error.headers or {})
    else:
        problem = problem_of(error, request)
    if problem.status == 422:  # which OpenAI does not use
        problem = problem.model_copy(update={"status": 400})
    if problem.status == 503:
        headers["Retry-After"] = "1"
    return JSONResponse(error_body(problem), problem.status, headers)


def _unreadable(error: RequestValidationError, instance: str) -> Problem:
    errors = error.errors()
    if found := unreadable(errors[0]):
        return of_status(400, found[1], instance)
    return of_fields(field_errors(errors), instance)
