"""`/docs`: Swagger UI, served from an installed package because there may be no network."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from qa.server.web.rendering import render

#: Swagger UI sets styles from its script and draws icons from data URLs; all scripts are our own.
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def add_to(app: FastAPI) -> None:
    """Serve `/docs` and its static files."""
    app.mount("/static/swagger", StaticFiles(packages=[("fastapi_offline", "static")]))
    app.add_route("/docs", _docs, include_in_schema=False)


async def _docs(request: Request) -> HTMLResponse:
    return render("docs.html", _CSP)
