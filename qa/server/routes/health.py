"""`/health`: does the process live; `/ready`: can it answer."""

from __future__ import annotations

from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, Response
from pydantic import BaseModel

from qa.server.state import Here

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process lives."""

    status: str = "ok"
    version: str


class Stage(StrEnum):
    """How far the service is."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class Readiness(BaseModel):
    """Whether questions can be answered, and why not."""

    status: Stage
    reason: str = ""


def release() -> str:
    """The version of Sourceline that runs."""
    try:
        return version("sourceline")
    except PackageNotFoundError:  # run from a source tree
        return "0.0.0"


@router.get("/health", summary="Liveness")
async def health() -> Health:
    """Answers as soon as the process does."""
    return Health(version=release())


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
