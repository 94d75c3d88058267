"""Exception handlers: problem details for programs, an HTML page for people."""

from __future__ import annotations

from contextlib import nullcontext

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from index.errors import Overloaded, SourcelineError
from qa.problem_schemas import Problem
from qa.server.auth.caller import CALLER_KEY
from qa.server.auth.errors import Refused
from qa.server.http.private_answers import keep_private
from qa.server.http.problems import (
    problem_from_exception,
    problem_from_fields,
    problem_from_status,
    problem_response,
    request_path,
)
from qa.server.http.validation_messages import body_problem, field_errors
from qa.server.routes.openai.errors import OPENAI_PATHS, error_body
from qa.server.telemetry.request_id import HEADER
from qa.server.telemetry.request_record import record_of
from qa.server.web.rendering import error_page

#: Clearer than starlette's own "Not Found" and "Method Not Allowed".
_HTTP_DETAILS = {
    400: "The body is not readable JSON: it must be UTF-8 and not nested too deeply.",
    404: "There is nothing at this address. /docs lists all addresses.",
    405: "This address does not take this method. /docs lists the methods of each address.",
}


def add_error_handlers(app: FastAPI) -> None:
    """Answer every exception of `app`."""
    app.add_exception_handler(SourcelineError, _answer_exception)
    app.add_exception_handler(RequestValidationError, _answer_invalid_request)
    app.add_exception_handler(HTTPException, _answer_http_exception)
    app.add_exception_handler(ClientDisconnect, _answer_disconnect)
    app.add_exception_handler(Exception, _answer_exception)


async def response_to(request: Request, error: SourcelineError | HTTPException) -> Response:
    """The response to an error that was raised before any route was reached."""
    answer = _answer_http_exception if isinstance(error, HTTPException) else _answer_exception
    return await answer(request, error)


def wants_page(request: Request) -> bool:
    """Whether a person in a browser is to read the answer."""
    path = request.url.path
    for_people = path.startswith("/documents") or "text/html" in request.headers.get("accept", "")
    return for_people and not path.startswith("/v1")


def _respond(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    answer = _answer(request, problem, headers)
    keep_private(answer.headers)
    return answer


def _answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    headers = dict(headers or {})
    if (record := record_of(request.scope)) is not None:
        headers[HEADER] = problem.request_id = record.id
    if problem.status == 503:
        headers.setdefault("Retry-After", "1")
    if request.url.path.startswith(OPENAI_PATHS):
        return JSONResponse(error_body(problem), problem.status, headers)
    if wants_page(request):
        return error_page(problem, headers, request.scope.get(CALLER_KEY))
    return problem_response(problem, headers)


async def _answer_exception(request: Request, error: Exception) -> Response:
    headers = dict(error.headers) if isinstance(error, Refused) else {}
    if isinstance(error, Overloaded):
        headers["Retry-After"] = str(error.retry_seconds)
    record = record_of(request.scope)
    with record.entered() if record else nullcontext():
        problem = problem_from_exception(error, request_path(request), request.method)
    return _respond(request, problem, headers)


async def _answer_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    path = request_path(request)
    if found := body_problem(errors[0]):
        return _respond(request, problem_from_status(*found, path))
    return _respond(request, problem_from_fields(field_errors(errors), path))


async def _answer_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = _HTTP_DETAILS.get(error.status_code, error.detail)
    problem = problem_from_status(error.status_code, detail, request_path(request))
    return _respond(request, problem, dict(error.headers or {}))


async def _answer_disconnect(request: Request, error: Exception) -> Response:
    """Answer a client that left while it sent the body; nobody reads this."""
    return _respond(request, problem_from_status(400, "The body was cut short.", request_path(request)))
