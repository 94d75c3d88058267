"""A real server on a thread, for clients that need a socket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from qa.server.app import create_app
from qa.service import Service
from tests.support.waiting import until


@contextmanager
def served(service: Service) -> Iterator[str]:
    """The address where `service` answers."""
    app = create_app(service)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started and app.state.server.ready)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
