"""What Prometheus is sent: the counts of all processes, and the figures of the data folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, multiprocess, start_http_server
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from index.errors import InvalidInput
from qa.server.processes.board import Place
from qa.server.processes.shared_counts import VARIABLE
from qa.server.telemetry.metrics import OWN_PROCESS, REGISTRY
from qa.settings import Settings

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Exposition:
    """The metrics of a server, whichever of its processes is asked.

    Args:
        store: The figures that are the same in each process.
    """

    def __init__(self, store: Collector) -> None:
        self._registry = CollectorRegistry()
        if VARIABLE in os.environ:
            multiprocess.MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]
        else:
            self._registry.register(_Own())
        self._registry.register(store)

    def text(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self._registry)

    @contextmanager
    def served(self, settings: Settings, place: Place) -> Iterator[None]:
        """Serve them on the port that the settings name for them, if any, from the first process only.

        Raises:
            InvalidInput: The port is not to be had.
        """
        if not settings.metrics_port or place.number:
            yield
            return
        try:
            server, thread = start_http_server(
                settings.metrics_port, settings.metrics_host, registry=self._registry
            )
        except OSError as error:
            raise InvalidInput(
                f"{settings.metrics_host}:{settings.metrics_port} cannot be served on: {error.strerror}.",
                field="SOURCELINE_METRICS_PORT",
                hint="Name another, or 0 for none.",
            ) from error
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Own(Collector):
    """What this process counts, and what the system says of it."""

    def collect(self) -> Iterator[object]:  # type: ignore[override]
        """The figures."""
        yield from REGISTRY.collect()
        yield from OWN_PROCESS.collect()
