"""Samples of the load and of the soak: every reply is an answer, and little grows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.server_under_load import ServerUnderLoad, served
from tests.faults.soak import soak
from tests.faults.traffic import traffic

CLIENTS, PROCESSES = 4, 2
#: Of each process, once every thread of its pools has started and opened its files.
MOST_THREADS, MOST_FILES = 32, 100
#: Of the long run.
MINUTES, MOST_MEGABYTES_A_MINUTE = 30, 1.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerUnderLoad]:
    """Two processes with fake models."""
    home = tmp_path_factory.mktemp("loaded") / "home"
    with served(
        home, "--processes", str(PROCESSES), module="tests.support.fake_qa", answer_cache="0"
    ) as server:
        yield server


def test_under_load_every_reply_is_an_answer(server: ServerUnderLoad) -> None:
    counted = asyncio.run(traffic(server.port, CLIENTS, 3.0))
    assert (counted.faults, counted.refused) == ({}, 0), server.told
    assert counted.asked
    assert counted.written
    assert counted.health
    assert str(counted)


def test_descriptors_and_threads_are_bounded(server: ServerUnderLoad) -> None:
    soaked = asyncio.run(soak(server, CLIENTS, 0.1, "/v1/ask", [], writing=True))
    last = soaked.samples[-1].taken
    assert last.threads <= PROCESSES * MOST_THREADS
    assert last.files <= PROCESSES * MOST_FILES
    assert soaked.counted.faults == {}, server.told
    assert str(soaked)


@pytest.mark.slow
def test_memory_does_not_grow(tmp_path: Path) -> None:
    with served(tmp_path / "home", answer_cache="0") as server:
        soaked = asyncio.run(soak(server, CLIENTS, MINUTES, "/v1/ask", [], writing=True))
    assert soaked.megabytes_a_minute < MOST_MEGABYTES_A_MINUTE
    assert soaked.counted.faults == {}
