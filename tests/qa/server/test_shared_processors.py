"""Several processes share the processors; one of them reads on all."""

from __future__ import annotations

import pytest

from index.embed.cpu_core import SHARED, VARIABLE, processors
from qa.server.processes.threads import share_processors


@pytest.fixture(autouse=True)
def _four_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    for name in (VARIABLE, SHARED):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_each_of_two_has_half_and_reads_on_all() -> None:
    share_processors(2)
    assert (processors(), processors(shared=True)) == (2, 4)


def test_what_is_told_counts_for_reading_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "3")
    share_processors(2)
    assert (processors(), processors(shared=True)) == (3, 3)


def test_one_process_has_all() -> None:
    share_processors(1)
    assert (processors(), processors(shared=True)) == (4, 4)
