"""The HTTP application: routes, errors and limits put together around a service."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from qa.server.auth import openapi_security as security
from qa.server.auth.gatekeeper import Gatekeeper
from qa.server.auth.middleware import Access
from qa.server.http import error_handlers as handlers
from qa.server.http.body_limit import BodyLimit
from qa.server.http.paths import EncodedSlashes
from qa.server.http.problems import SCHEMA, Problem
from qa.server.routes import (
    ask as asking,
)
from qa.server.routes import (
    chat,
    collections,
    documents,
    feedback,
    health,
    jobs,
    keys,
    mcp,
    openai,
)
from qa.server.routes.document_bodies import MOST_BYTES
from qa.server.state import Running
from qa.server.web import offline_docs, pages, sign_in
from qa.server.web import widget_script as widget
from qa.service import Service

log = logging.getLogger(__name__)

DESCRIPTION = """Ask questions over your own documents; every citation is exact to the character.

Offsets count Unicode code points of one immutable version of a document. Errors are problem details (RFC
9457): `errors` names each field at fault and how to fix it."""
TAGS = [
    {"name": "questions", "description": "Ask and search."},
    {"name": "openai", "description": "Questions in OpenAI's shape, errors too."},
    {"name": "documents", "description": "Write, show, check and delete documents."},
    {"name": "feedback", "description": "What people say of answers."},
    {"name": "jobs", "description": "Documents accepted for later."},
    {"name": "collections", "description": "Documents that are searched together."},
    {"name": "keys", "description": "Who may do what."},
    {"name": "health", "description": "For those who run the service."},
]
#: Bytes of a body, other than documents.
MOST_BYTES_ELSEWHERE = 1024 * 1024


def create_app(service: Service) -> FastAPI:
    """The application over `service`; its model is loaded in the background once it runs."""
    app = FastAPI(
        title="Sourceline",
        description=DESCRIPTION,
        version=health.release(),
        openapi_tags=TAGS,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service = service
    app.state.gatekeeper = Gatekeeper(service.settings)
    app.add_middleware(BodyLimit, most=MOST_BYTES_ELSEWHERE, exceptions={"/v1/documents": MOST_BYTES})
    app.add_middleware(Access, gatekeeper=app.state.gatekeeper)
    app.add_middleware(EncodedSlashes)
    handlers.install(app)
    parts = (
        asking,
        chat,
        openai,
        mcp,
        documents,
        feedback,
        jobs,
        collections,
        keys,
        health,
        pages,
        sign_in,
        widget,
    )
    for part in parts:
        app.include_router(part.router)
    offline_docs.install(app)
    app.mount("/static", StaticFiles(packages=[("qa.server.web", "static")]))
    _document_problems(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    running = Running(app.state.service)
    app.state.running = running
    warming = asyncio.create_task(running.warm())
    warming.add_done_callback(_log_failure)
    async with mcp.running_in(app, running):
        yield
    warming.cancel()
    await asyncio.to_thread(running.close)
    app.state.gatekeeper.close()


def _log_failure(warming: asyncio.Task[None]) -> None:
    if not warming.cancelled() and (error := warming.exception()) is not None:
        log.error("Not ready: %s", error, exc_info=error)


def _document_problems(app: FastAPI) -> None:
    """Add the schema that the documented problems refer to."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        schema = generate()
        template = SCHEMA.replace("Problem", "{model}")
        problem = Problem.model_json_schema(ref_template=template)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(problem.pop("$defs"))
        schemas["Problem"] = problem
        security.document(schema)
        return schema

    app.openapi = openapi  # type: ignore[method-assign]
