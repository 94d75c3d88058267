"""How uvicorn serves the application."""

from __future__ import annotations

import math
import resource

import uvicorn
from starlette.types import ASGIApp

from qa.server.http.connections import Limits, bounded

#: After the listening socket is closed.
SECONDS_TO_FINISH = 5


def most_connections() -> int:
    """As many as `Limits` has, but at most half of the files this process may open; it needs some itself."""
    most = Limits().connections
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return most if soft == resource.RLIM_INFINITY else min(most, soft // 2)


def uvicorn_config(app: ASGIApp, limits: Limits | None = None) -> uvicorn.Config:
    """What `uvicorn.Server` takes.

    Args:
        app: The application.
        limits: Of connections; those of `Limits` where none are given, with as many as there is room for.
    """
    limits = limits or Limits(connections=most_connections())
    return uvicorn.Config(
        app,
        http=bounded(limits),
        timeout_keep_alive=math.ceil(limits.idle),
        ws="none",
        log_config=None,
        access_log=False,  # qa/server/telemetry/middleware.py logs requests, without what may be a secret
        server_header=False,
        proxy_headers=False,  # `ForwardedMiddleware` believes those of trusted proxies
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
