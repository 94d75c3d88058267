"""Serve a data folder in this process, alone or as one of several."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Callable

from qa.server.app import create_app
from qa.server.http.stopping import StoppingServer
from qa.server.http.uvicorn_config import uvicorn_config
from qa.server.processes.board import Place
from qa.server.state import ServerState
from qa.service import Service

#: How long a thread keeps the interpreter while others wait.  With Python's 5 ms the event loop, which needs
#: it for a moment, waited five times as long beside six busy threads (medians 54 and 11 ms, busy machine).
SWITCH_SECONDS = 0.001


def serve(service: Service, listener: socket.socket, place: Place, started: Callable[[], None]) -> None:
    """Answer the connections of a listening socket until SIGTERM or SIGINT.

    Args:
        service: With its models loaded.
        place: That of this process.
        started: Called when connections are accepted.
    """
    app = create_app(service, place)

    def state() -> ServerState:
        found: ServerState = app.state.server
        return found

    server = StoppingServer(
        uvicorn_config(app), started, beat=lambda: state().beat(), stopping=lambda: state().stop()
    )
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # what is loaded stays: collecting garbage need not look at it again
    server.run(sockets=[listener])
