"""The web application: routers, middleware and error handlers around one `Service`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from index.errors import SourcelineError
from qa.audit_log import AuditLog
from qa.server import openapi
from qa.server.access_control import AccessControlMiddleware
from qa.server.auth.gatekeeper import Gatekeeper
from qa.server.collection_renames import finish_renames
from qa.server.error_handlers import add_error_handlers
from qa.server.http.access_log import hide_query_values
from qa.server.http.body_limit import BodyLimitMiddleware
from qa.server.http.encoded_slashes import EncodedSlashesMiddleware
from qa.server.http.forwarded import ForwardedMiddleware, networks
from qa.server.http.patience import PatienceMiddleware
from qa.server.http.trusted_hosts import TrustedHostsMiddleware
from qa.server.processes.board import Board, Place
from qa.server.routes import (
    ask,
    chat,
    collections,
    feedback,
    health,
    insights,
    keys,
    metrics,
    sources,
    suggestions,
    web_pages,
)
from qa.server.routes.documents import endpoints as documents
from qa.server.routes.documents import originals, uploads
from qa.server.routes.documents.request_bodies import MAX_DOCUMENTS_BYTES
from qa.server.routes.jobs import endpoints as jobs
from qa.server.routes.mcp import endpoint as mcp
from qa.server.routes.openai import endpoints as openai
from qa.server.state import ServerState
from qa.server.telemetry.exposition import Exposition
from qa.server.telemetry.middleware import ObservingMiddleware
from qa.server.telemetry.store_metrics import StoreMetrics
from qa.server.telemetry.tracing import Tracing
from qa.server.web import (
    api_docs,
    document_page,
    insights_page,
    originals_page,
    pages,
    provider_sign_in,
    sign_in,
    site_pictures,
    widget_script,
)
from qa.server.web.rendering import name_site
from qa.service import Service

log = logging.getLogger(__name__)

API = (
    *(ask, chat, suggestions, openai, mcp, uploads, originals, documents, feedback, insights, jobs),
    *(collections, sources, web_pages, keys, health, metrics),
)
WEB = (
    *(pages, document_page, originals_page, insights_page, sign_in, provider_sign_in),
    *(site_pictures, widget_script),
)
#: The longest request body, in bytes, except for documents.
MAX_BODY_BYTES = 1024 * 1024


def create_app(service: Service, place: Place | None = None, tracing: Tracing | None = None) -> FastAPI:
    """Make the application; `service` loads its model in the background once the application runs.

    Args:
        place: That of this process among those that serve the folder together; None if it is the only one.
        tracing: Makes traces; by default those that the environment asks for.
    """
    app = FastAPI(
        **openapi.METADATA, lifespan=_lifespan, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.state.service = service
    app.state.place = place = place or Board().place(0)
    app.state.instance = place.board.instance
    app.state.gatekeeper = Gatekeeper(service.settings, place.board.minute_limit)
    app.state.exposition = Exposition(StoreMetrics(service, place.board))
    app.state.tracing = tracing or Tracing.of_environment()
    hide_query_values()
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
    audit = AuditLog(app.state.service.settings)
    app.add_middleware(AccessControlMiddleware, gatekeeper=app.state.gatekeeper, audit=audit)
    app.add_middleware(EncodedSlashesMiddleware)
    settings = app.state.service.settings
    app.add_middleware(TrustedHostsMiddleware, hosts=settings.trusted_hosts)
    proxies = networks(settings.trusted_proxies, "SOURCELINE_TRUSTED_PROXIES")
    app.add_middleware(ForwardedMiddleware, proxies=proxies)
    app.add_middleware(PatienceMiddleware)
    app.add_middleware(ObservingMiddleware, tracing=app.state.tracing)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = ServerState(app.state.service, app.state.place)
    app.state.server = state
    await asyncio.to_thread(_finish_renames, app)
    loading = asyncio.create_task(state.load())
    loading.add_done_callback(_log_failure)
    async with mcp.serve(app, state):
        with app.state.exposition.served(app.state.service.settings, app.state.place):
            yield
    loading.cancel()
    await state.rewriter.close()
    await state.writer.close()
    await asyncio.to_thread(state.close)
    app.state.gatekeeper.close()
    if app.state.tracing:
        await asyncio.to_thread(app.state.tracing.close)


def _finish_renames(app: FastAPI) -> None:
    """Finish what a killed process left, before a key is looked at; damaged files are told by requests."""
    try:
        finish_renames(app.state.service, app.state.gatekeeper.keys)
    except SourcelineError as error:
        log.error("A collection is renamed, but keys and feedback have not followed: %s", error)


def _log_failure(loading: asyncio.Task[None]) -> None:
    if not loading.cancelled() and (error := loading.exception()) is not None:
        log.error("Not ready: %s", error, exc_info=error)
