"""The application that serves the page, for one person on this machine."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from eval.check import TextOf
from eval.review.quotes import quoted
from eval.review.reviewed_file import ReviewedFile
from index.errors import InvalidInput, SourcelineError

#: Other names would let a foreign site that resolves to this machine read the page.
HOSTS = ("127.0.0.1", "localhost", "[::1]")
_FILES = {
    "/": ("eval.review", "page/review.html", "text/html"),
    "/review.css": ("eval.review", "page/review.css", "text/css"),
    "/review.js": ("eval.review", "page/review.js", "text/javascript"),
    "/sourceline.css": ("qa.server.web", "static/sourceline.css", "text/css"),
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class _Decision(BaseModel):
    id: str
    review: str
    question: str | None = None


def review_app(file: ReviewedFile, text_of: TextOf) -> Starlette:
    """The page, the questions with their quotes, and decisions.

    Args:
        text_of: The texts of the documents that the set is about.
    """

    def questions(_: Request) -> Response:
        rows = [{**line, "quotes": quoted(line, text_of)} for line in file.questions]
        return JSONResponse({"file": file.path.name, "questions": rows}, headers=_HEADERS)

    async def decide(request: Request) -> Response:
        # A foreign page cannot send this type without asking first, which nothing here allows.
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return _refused(InvalidInput("Send JSON.", field="Content-Type", hint=""), 415)
        try:
            sent = _Decision.model_validate_json(await request.body())
            line = await run_in_threadpool(file.decide, sent.id, sent.review, sent.question)
        except ValidationError:
            return _refused(InvalidInput("Send id and review.", field="body", hint=""), 422)
        except SourcelineError as error:
            return _refused(error, 422)
        return JSONResponse(line, headers=_HEADERS)

    routes = [Route(path, _served(*found)) for path, found in _FILES.items()]
    routes += [Route("/questions", questions), Route("/decide", decide, methods=["POST"])]
    return Starlette(routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))])


def _served(package: str, name: str, media_type: str) -> Any:
    def served(_: Request) -> Response:
        return Response(_content(package, name), media_type=media_type, headers=_HEADERS)

    return served


@cache
def _content(package: str, name: str) -> bytes:
    return resources.files(package).joinpath(name).read_bytes()


def _refused(error: SourcelineError, status: int) -> Response:
    return JSONResponse({"detail": str(error)}, status, headers=_HEADERS)
