"""A client of a running server: `Client` waits for each reply, `AsyncClient` awaits it.

Both have the same methods, send the same requests and give the same typed responses, those of the API.
"""

from __future__ import annotations

from qa.client.async_client import AsyncClient
from qa.client.errors import (
    AccessRefused,
    Busy,
    ClientError,
    Conflict,
    Invalid,
    JobUnfinished,
    NotFound,
    NotSourceline,
    Refused,
    ServerFailed,
    TimedOut,
    Unreachable,
)
from qa.client.retries import NO_RETRIES, Retries
from qa.client.sync_client import Client

__all__ = [
    "NO_RETRIES",
    "AccessRefused",
    "AsyncClient",
    "Busy",
    "Client",
    "ClientError",
    "Conflict",
    "Invalid",
    "JobUnfinished",
    "NotFound",
    "NotSourceline",
    "Refused",
    "Retries",
    "ServerFailed",
    "TimedOut",
    "Unreachable",
]
