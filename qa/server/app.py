"""The web application: routers, middleware and error handlers around one `Service`."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from index.errors import SourcelineError
from qa.server import openapi
from qa.server.access_control import AccessControlMiddleware
from qa.server.auth.gatekeeper import Gatekeeper
from qa.server.collection_renames import finish_renames
from qa.server.error_handlers import add_error_handlers
from qa.server.http.body_limit import BodyLimitMiddleware
from qa.server.http.encoded_slashes import EncodedSlashesMiddleware
from qa.server.routes import ask, chat, collections, feedback, health, keys, sources, suggestions, web_pages
from qa.server.routes.documents import endpoints as documents
from qa.server.routes.documents import originals, uploads
from qa.server.routes.documents.request_bodies import MAX_DOCUMENTS_BYTES
from qa.server.routes.jobs import endpoints as jobs
from qa.server.routes.mcp import endpoint as mcp
from qa.server.routes.openai import endpoints as openai
from qa.server.state import ServerState
from qa.server.web import (
    api_docs,
    document_page,
    originals_page,
    pages,
    sign_in,
    site_pictures,
    widget_script,
)
from qa.server.web.rendering import name_site
from qa.service import Service

log = logging.getLogger(__name__)

API = (
    *(ask, chat, suggestions, openai, mcp, uploads, originals, documents, feedback, jobs),
    *(collections, sources, web_pages, keys, health),
)
WEB = (pages, document_page, originals_page, sign_in, site_pictures, widget_script)
#: The longest request body, in bytes, except for documents.
MAX_BODY_BYTES = 1024 * 1024


def create_app(service: Service) -> FastAPI:
    """Make the application; `service` loads its model in the background once the application runs."""
    app = FastAPI(
        **openapi.METADATA, lifespan=_lifespan, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.state.service = service
    app.state.instance = secrets.token_hex(8)
    app.state.gatekeeper = Gatekeeper(service.settings)
    name_site(site_pictures.site_of(service.settings))
    _add_middleware(app)
    add_error_handlers(app)
    for module in (*API, *WEB):
        app.include_router(module.router)
    api_docs.add_to(app)
    app.mount("/static", StaticFiles(packages=[("qa.server.web", "static")]))
    openapi.extend(app)
    return app


def _add_middleware(app: FastAPI) -> None:
    """Add the middleware, innermost first: the last one added sees a request first."""
    limits = dict.fromkeys(("/v1/documents", "/v1/documents/"), MAX_DOCUMENTS_BYTES)
    app.add_middleware(BodyLimitMiddleware, max_bytes=MAX_BODY_BYTES, max_bytes_by_path=limits)
    app.add_middleware(AccessControlMiddleware, gatekeeper=app.state.gatekeeper)
    app.add_middleware(EncodedSlashesMiddleware)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = ServerState(app.state.service)
    app.state.server = state
    await asyncio.to_thread(_finish_renames, app)
    loading = asyncio.create_task(state.load())
    loading.add_done_callback(_log_failure)
    async with mcp.serve(app, state):
        yield
    loading.cancel()
    await state.rewriter.close()
    await asyncio.to_thread(state.close)
    app.state.gatekeeper.close()


def _finish_renames(app: FastAPI) -> None:
    """Finish what a killed process left, before a key is looked at; damaged files are told by requests."""
    try:
        finish_renames(app.state.service, app.state.gatekeeper.keys)
    except SourcelineError as error:
        log.error("A collection is renamed, but keys and feedback have not followed: %s", error)


def _log_failure(loading: asyncio.Task[None]) -> None:
    if not loading.cancelled() and (error := loading.exception()) is not None:
        log.error("Not ready: %s", error, exc_info=error)
