"""Errors in OpenAI's format, for the addresses that OpenAI's clients call."""

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

from qa.problem_schemas import Problem
from qa.server.http.problems import (
    problem_from_exception,
    problem_from_fields,
    problem_from_status,
    request_path,
)
from qa.server.http.validation_messages import body_problem, field_errors


class ErrorDetail(BaseModel):
    """What went wrong."""

    message: str
    type: str = Field(examples=["invalid_request_error"])
    param: str | None = Field(description="The wrong field.")
    code: str


class OpenAIError(BaseModel):
    """An error in OpenAI's format."""

    error: ErrorDetail


#: The addresses whose errors have OpenAI's format.
OPENAI_PATHS = ("/v1/chat/completions", "/v1/models")
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def error_body(problem: Problem) -> dict[str, object]:
    """A problem in OpenAI's format."""
    first = problem.errors[0] if problem.errors else None
    message = problem.detail
    if first and first.hint not in message:
        message = f"{message} {first.hint}"
    kind = "server_error" if problem.status >= 500 else _TYPES.get(problem.status, "invalid_request_error")
    no_model = problem.status == 404 and first is not None and first.field in ("model", "collection")
    code = "model_not_found" if no_model else problem.type.rpartition(":")[2].replace("-", "_")
    param = "model" if no_model else first.field if first else None
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


class OpenAIRoute(APIRoute):
    """A route that answers all errors in OpenAI's format, also those of its dependencies."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, with exceptions turned into responses."""
        handle = super().get_route_handler()

        async def handle_with_errors(request: Request) -> Response:
            try:
                return await handle(request)
            except ClientDisconnect:
                raise
            except Exception as error:
                return _response_to(error, request)

        return handle_with_errors


def _response_to(error: Exception, request: Request) -> JSONResponse:
    headers: dict[str, str] = {}
    path = request_path(request)
    if isinstance(error, RequestValidationError):
        problem = _validation_problem(error, path)
    elif isinstance(error, HTTPException):
        problem = problem_from_status(error.status_code, str(error.detail), path)
        headers = dict(error.headers or {})
    else:
        problem = problem_from_exception(error, path, request.method)
    if problem.status == 422:  # OpenAI's API does not use it
        problem = problem.model_copy(update={"status": 400})
    if problem.status == 503:
        headers["Retry-After"] = "1"
    return JSONResponse(error_body(problem), problem.status, headers)


def _validation_problem(error: RequestValidationError, path: str) -> Problem:
    errors = error.errors()
    if found := body_problem(errors[0]):
        return problem_from_status(400, found[1], path)
    return problem_from_fields(field_errors(errors), path)
