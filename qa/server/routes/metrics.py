"""`/metrics`: how the service fares, for Prometheus."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from qa.server.telemetry.exposition import MEDIA_TYPE, Exposition

router = APIRouter(tags=["health"])


@router.get("/metrics", summary="Metrics", response_class=PlainTextResponse)
async def metrics(request: Request) -> Response:
    """What the service counts and times, in Prometheus's text format, of all its processes."""
    exposition: Exposition = request.app.state.exposition
    return Response(await asyncio.to_thread(exposition.text), media_type=MEDIA_TYPE)
