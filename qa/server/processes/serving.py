"""Serve a data folder in this process, alone or as one of several."""

from __future__ import annotations

import gc
import logging
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial

from qa.server.app import create_app
from qa.server.http.stopping import StoppingServer
from qa.server.http.uvicorn_config import uvicorn_config
from qa.server.pool import yield_to_others
from qa.server.processes.board import Place
from qa.server.processes.connection_share import SharingServer
from qa.server.state import ServerState
from qa.service import Service

log = logging.getLogger(__name__)

#: By how much warming yields to questions, as of a process.
NICE_OF_WARMING = 10
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

    def accepting() -> None:
        started()
        threading.Thread(target=_warm_rest, args=(service,), name="warm").start()

    server_class = partial(SharingServer, place) if place.board.processes > 1 else StoppingServer
    server = server_class(
        uvicorn_config(app), accepting, beat=lambda: state().beat(), stopping=lambda: state().stop()
    )
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # what is loaded stays: collecting garbage need not look at it again
    server.run(sockets=[listener])


def _warm_rest(service: Service) -> None:
    """Load the rest beside the first questions, which it yields to."""
    yield_to_others(NICE_OF_WARMING)
    try:
        service.warm_rest()
    except Exception:
        log.exception("What some questions need could not be loaded ahead; they load it themselves")
    gc.freeze()  # as above
    service.index.catalog.close()  # this thread's connection
