"""`/docs`: Swagger UI from an installed package, for there may be no network."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from qa.server.web.rendering import page

#: Swagger UI sets styles from its script and draws icons from data addresses; scripts stay our own.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def install(app: FastAPI) -> None:
    """Serve `/docs` and what it needs."""
    app.mount("/static/swagger", StaticFiles(packages=[("fastapi_offline", "static")]))
    app.add_route("/docs", _docs, include_in_schema=False)


async def _docs(request: Request) -> HTMLResponse:
    return page("docs.html", _POLICY)
