"""A clock that is set back changes no order: of versions, of generations, of jobs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from index.documents import Document
from index.store import catalog
from index.store.catalog import jobs
from tests.support.two_documents import open_index


class Clock:
    """Stands for `datetime` in the catalog; is what it is set to."""

    def __init__(self) -> None:
        self.time = datetime(2030, 5, 1, 12, tzinfo=UTC)

    def now(self, zone: Any) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(catalog, "datetime", clock)
    return clock


def test_versions_follow_each_other_though_the_clock_is_set_back(tmp_path: Path, clock: Clock) -> None:
    index, ingester = open_index(tmp_path)
    ingester.add(
        "default", [Document("d", "Wax melts at sixty degrees."), Document("e", "Ice melts at none.")]
    )
    before = clock.time
    clock.time -= timedelta(hours=3)
    first = index.snapshot("default").generation
    ingester.add("default", [Document("d", "Wax melts at seventy degrees.")])
    db = index.catalog.connection
    for began, ended in db.execute("SELECT valid_from, valid_to FROM passages"):
        assert began <= (ended or "9999")
    snapshot = index.snapshot("default")
    assert snapshot.generation == first + 1
    assert {p.text for p in snapshot.fetch([1, 2, 3]).values()} >= {"Wax melts at seventy degrees."}
    # Of every moment since the first write there is exactly one version of each document.
    for moment in (before.isoformat(timespec="microseconds"), "2031-01-01T00:00:00.000000+00:00"):
        earlier = index.snapshot_as_of("default", moment)
        assert len(earlier.vectors) == 2
    index.catalog.close()


def test_one_moment_for_all_that_a_transaction_writes(tmp_path: Path, clock: Clock) -> None:
    index, ingester = open_index(tmp_path)
    for text in ("Wax melts.", "Wax melts slowly.", "Wax burns."):
        ingester.add("default", [Document("d", text)])
    rows = index.catalog.connection.execute(
        "SELECT valid_from, valid_to FROM passages ORDER BY id"
    ).fetchall()
    assert [row[1] for row in rows[:-1]] == [row[0] for row in rows[1:]]  # no gap between two versions
    index.catalog.close()


def test_jobs_run_in_the_order_in_which_they_came(tmp_path: Path, clock: Clock) -> None:
    index, _ = open_index(tmp_path)
    made = []
    for n in range(3):
        with index.catalog.transaction() as db:
            made.append(jobs.add(db, f"job{n}", "default", [Document(f"d{n}", "Wax melts.")]).id)
        clock.time -= timedelta(hours=1)
    with index.catalog.reading() as db:
        unfinished = jobs.oldest_unfinished(db)
        assert unfinished is not None
        assert unfinished.id == made[0]
        assert [job.id for job in jobs.latest(db, 10)] == made[::-1]
    index.catalog.close()
