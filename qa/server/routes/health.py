"""`/health`: does the process live; `/ready`: can it answer."""

from __future__ import annotations

from enum import StrEnum

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from qa.release import release
from qa.server.state import Here

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process lives."""

    status: str = "ok"
    version: str
    instance: str = Field(description="Random, new at every start.")


class Stage(StrEnum):
    """How far the service is."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class Readiness(BaseModel):
    """Whether questions can be answered, and why not."""

    status: Stage
    reason: str = ""


@router.get("/health", summary="Liveness")
async def health(request: Request) -> Health:
    """Answers as soon as the process does."""
    return Health(version=release(), instance=request.app.state.instance)


@router.get(
    "/ready",
    summary="Readiness",
    responses={503: {"model": Readiness, "description": "Not ready; `reason` says why."}},
)
async def ready(here: Here, response: Response) -> Readiness:
    """200 once the model is loaded and the index is open."""
    if here.ready:
        return Readiness(status=Stage.READY)
    response.status_code = 503
    if here.failure:
        return Readiness(status=Stage.FAILED, reason=here.failure)
    response.headers["Retry-After"] = "1"
    return Readiness(status=Stage.LOADING, reason="The embedding model is being loaded.")
