"""Exceptions to answers: problem details for programs, a readable page for people."""

from __future__ import annotations

import logging
import uuid

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from index.errors import SourcelineError
from qa.server.auth.caller import PLACE
from qa.server.auth.errors import Refused
from qa.server.http import problems
from qa.server.http.problems import Problem, instance_of
from qa.server.http.validation_messages import field_errors, unreadable
from qa.server.routes.openai_errors import OPENAI_PATHS, error_body
from qa.server.web.rendering import error_page

log = logging.getLogger(__name__)

_HTTP_DETAILS = {
    404: "There is nothing at this address; /docs lists what there is.",
    405: "This address does not take this method; /docs lists those it takes.",
}


def install(app: FastAPI) -> None:
    """Have every exception of `app` answered."""
    app.add_exception_handler(SourcelineError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)


def _answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    headers = dict(headers or {})
    if problem.status == 503:
        headers["Retry-After"] = "1"
    if request.url.path.startswith(OPENAI_PATHS):
        return JSONResponse(error_body(problem), problem.status, headers)
    if wants_page(request):
        return error_page(problem, headers, request.scope.get(PLACE))
    return problems.response(problem, headers)


async def answer(request: Request, error: SourcelineError | HTTPException) -> Response:
    """The answer to an error that was met before any route."""
    return await (_http if isinstance(error, HTTPException) else _known)(request, error)


def wants_page(request: Request) -> bool:
    """Whether a person is to read the answer."""
    path = request.url.path
    for_people = path.startswith("/documents") or "text/html" in request.headers.get("accept", "")
    return for_people and not path.startswith("/v1")


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, SourcelineError)
    headers = dict(error.headers) if isinstance(error, Refused) else {}
    if error.status in (500, 507):  # what those who run the service must see
        log.error("%s %s: %s", request.method, instance_of(request), error)
    return _answer(request, problems.of_error(error, instance_of(request)), headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    instance = instance_of(request)
    errors = error.errors()
    if found := unreadable(errors[0]):
        return _answer(request, problems.of_status(*found, instance))
    return _answer(request, problems.of_fields(field_errors(errors), instance))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = _HTTP_DETAILS.get(error.status_code, error.detail)
    if error.status_code == 400:
        detail = "The body is no JSON that can be read: it must be UTF-8 and not nested too deep."
    problem = problems.of_status(error.status_code, detail, instance_of(request))
    return _answer(request, problem, dict(error.headers or {}))


async def _gone(request: Request, error: Exception) -> Response:
    """The client left while it was sending; nobody reads this."""
    return _answer(request, problems.of_status(400, "The body was cut short.", instance_of(request)))


async def _unexpected(request: Request, error: Exception) -> Response:
    id = uuid.uuid4().hex
    log.error("internal error %s: %s %s", id, request.method, instance_of(request), exc_info=error)
    detail = f"Something went wrong that is not your fault. The log has it under {id}."
    problem = problems.of_status(500, detail, instance_of(request))
    return _answer(request, problem.model_copy(update={"id": id}))
