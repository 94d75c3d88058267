"""`/health`: whether the process runs.  `/ready`: whether it can answer questions."""

from __future__ import annotations

import asyncio
from enum import StrEnum

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from qa.release import release
from qa.server.state import State

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process runs."""

    status: str = "ok"
    version: str
    instance: str = Field(description="Random, new at every start.")


class Stage(StrEnum):
    """How far the service has started."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class Readiness(BaseModel):
    """Whether questions can be answered, and if not, why."""

    status: Stage
    reason: str = ""


@router.get("/health", summary="Liveness")
async def health(request: Request) -> Health:
    """Answer as soon as the process runs."""
    return Health(version=release(), instance=request.app.state.instance)


@router.get(
    "/ready",
    summary="Readiness",
    responses={503: {"model": Readiness, "description": "Not ready; `reason` says why."}},
)
async def ready(state: State, response: Response) -> Readiness:
    """200 once the model is loaded and every collection can be searched."""
    index = state.service.index
    unsearchable = await asyncio.to_thread(index.unsearchable) if state.ready and index.has_failures else {}
    if state.ready and not unsearchable:
        return Readiness(status=Stage.READY)
    response.status_code = 503
    if unsearchable:  # not named: who asks may not be meant to know of them
        reason = f"{len(unsearchable)} of the collections cannot be searched; the log says why."
        return Readiness(status=Stage.FAILED, reason=reason)
    if state.failure:
        return Readiness(status=Stage.FAILED, reason=state.failure)
    response.headers["Retry-After"] = "1"
    return Readiness(status=Stage.LOADING, reason="The embedding model is being loaded.")
