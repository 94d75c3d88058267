"""With several processes the metrics are those of all, whichever is asked."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.faults.server_under_load import ServerUnderLoad, children, served
from tests.support.waiting import until

PROCESSES = 2
QUESTIONS = 12


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerUnderLoad]:
    with served(tmp_path / "home", "--processes", str(PROCESSES), module="tests.support.fake_qa") as server:
        yield server


def get(server: ServerUnderLoad, path: str) -> httpx.Response:
    """On a connection of its own, so that any of the processes answers."""
    return httpx.get(f"http://127.0.0.1:{server.port}{path}", timeout=20, trust_env=False)


def metrics(server: ServerUnderLoad) -> Counter[str]:
    """Each metric, all its labels together."""
    found: Counter[str] = Counter()
    for family in text_string_to_metric_families(get(server, "/metrics").raise_for_status().text):
        for sample in family.samples:
            label = sample.labels.get("stage") or sample.labels.get("route", "")
            found[f"{sample.name} {label}".strip()] += int(sample.value)
    return found


def test_the_processes_count_together(server: ServerUnderLoad) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as one:
        body = {"documents": [{"id": "wax", "text": "Wax melts at 62 degrees."}]}
        one.post("/v1/documents", json=body).raise_for_status()
    for number in range(QUESTIONS):
        question = {"question": f"When does wax number {number} melt?"}
        address = f"http://127.0.0.1:{server.port}/v1/ask"
        httpx.post(address, json=question, timeout=20, trust_env=False).raise_for_status()
    counted = {
        "sourceline_requests_total /v1/ask": QUESTIONS,
        "sourceline_stage_seconds_count read": QUESTIONS,
    }
    counted |= {"sourceline_answers_total": QUESTIONS, "sourceline_processes ready": PROCESSES}
    for _ in range(4):
        found = metrics(server)
        assert {name: found[name] for name in counted} == counted
    killed = children(server.pid)[0]
    os.kill(killed, signal.SIGKILL)
    until(lambda: killed not in children(server.pid) and len(children(server.pid)) == PROCESSES)
    until(lambda: get(server, "/ready").status_code == 200)
    found = metrics(server)
    assert {name: found[name] for name in counted} == counted
    assert found["sourceline_waiting_requests"] == found["sourceline_running_requests"] == 0
