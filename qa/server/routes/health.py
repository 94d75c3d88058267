"""`/health`: whether the process runs.  `/ready`: whether it can answer questions."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from qa.release import release
from qa.server.processes.board import Stage
from qa.server.state import ServerState, State

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process runs."""

    status: str = "ok"
    version: str
    instance: str = Field(description="Random, new at every start.")


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
    """200 once the models are loaded and every collection can be searched, in every process that serves."""
    found = await _own(state)
    if found.status is Stage.READY:
        found = _others(state)
    if found.status is not Stage.READY:
        response.status_code = 503
    if found.status in (Stage.LOADING, Stage.STOPPING):
        response.headers["Retry-After"] = "1"
    return found


async def _own(state: ServerState) -> Readiness:
    """Whether this process can answer."""
    if state.place.stage is Stage.STOPPING:
        return Readiness(status=Stage.STOPPING, reason="The server is stopping.")
    if state.failure:
        return Readiness(status=Stage.FAILED, reason=state.failure)
    if not state.ready:
        return Readiness(status=Stage.LOADING, reason="The embedding model is being loaded.")
    index = state.service.index
    unsearchable = await asyncio.to_thread(index.unsearchable) if index.has_failures else {}
    state.beat()
    if unsearchable:  # not named: who asks may not be meant to know of them
        reason = f"{len(unsearchable)} of the collections cannot be searched; the log says why."
        return Readiness(status=Stage.FAILED, reason=reason)
    return Readiness(status=Stage.READY)


def _others(state: ServerState) -> Readiness:
    """Whether all processes can answer."""
    stages = state.place.board.stages
    for stage in (Stage.STOPPING, Stage.FAILED, Stage.LOADING):
        if count := stages.count(stage):
            return Readiness(status=stage, reason=f"{count} of {len(stages)} processes: {stage}.")
    return Readiness(status=Stage.READY)
