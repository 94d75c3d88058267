"""What `/metrics` reads when it is asked: collections, jobs and processes.  Each process says the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from index.errors import SourcelineError
from index.store.catalog import jobs, passages_written
from index.store.catalog.collections import all_collections
from index.store.catalog.jobs import JobState
from qa.release import release
from qa.server.processes.board import Board, Stage
from qa.service import Service

#: Collections with figures of their own, the first by name; of more, only the sums are told.
MOST_COLLECTIONS = 500


class StoreMetrics(Collector):
    """Reads the figures of a data folder.

    Args:
        service: The folder.
        board: Says how far each process has started.
    """

    def __init__(self, service: Service, board: Board) -> None:
        self._service = service
        self._board = board

    def collect(self) -> Iterator[Metric]:
        """The figures; without those of the catalog where it cannot be read."""
        yield InfoMetricFamily("sourceline_build", "The release.", {"version": release()})
        yield _by(
            "sourceline_processes",
            "Processes of the server by how far they have started.",
            "stage",
            {stage.value: self._board.stages.count(stage) for stage in Stage},
        )
        if not self._service.index.keeps_documents:  # another process has the catalog
            return
        try:
            found = [*self._of_catalog()]
        except (SourcelineError, sqlite3.Error):
            found = []
        yield GaugeMetricFamily(
            "sourceline_catalog_readable", "1 where the catalog could be read.", float(bool(found))
        )
        yield from found

    def _of_catalog(self) -> Iterator[Metric]:
        with self._service.index.catalog.reading() as db:
            collections = all_collections(db)
            counted = jobs.counts(db)
            written = passages_written(db)
        yield CounterMetricFamily(
            "sourceline_written_passages", "Passages that were ever written to the catalog.", written
        )
        yield GaugeMetricFamily("sourceline_collections", "Collections.", len(collections))
        yield GaugeMetricFamily(
            "sourceline_passages", "Passages of all collections.", sum(one.passages for _, one in collections)
        )
        shown = collections[:MOST_COLLECTIONS]
        for name, text, values in (
            ("generation", "The generation of a collection.", [one.generation for one, _ in shown]),
            ("documents", "Its documents.", [one.documents for _, one in shown]),
            ("passages", "Its passages.", [one.passages for _, one in shown]),
        ):
            named = {one.name: value for (one, _), value in zip(shown, values, strict=True)}
            yield _by(f"sourceline_collection_{name}", text, "collection", named)
        yield _by(
            "sourceline_jobs", "Jobs by state.", "state", {one.value: counted.get(one, 0) for one in JobState}
        )


def _by(name: str, text: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
