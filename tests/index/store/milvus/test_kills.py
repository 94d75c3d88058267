"""A writer that is killed at any step leaves one whole generation, and the next one all it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.documents import Document
from index.ingest.ingester import Ingester
from index.store.milvus import records
from index.store.milvus.connection import Milvus
from index.store.milvus.index import MilvusIndex
from tests.support.milvus_lite import empty, found, milvus, reader, uri, writer
from tests.support.two_documents import METAL, TROOPS

__all__ = ["milvus", "uri"]

WAX = Document("wax", "Bees make wax. It melts at 63 degrees.")
ODER = Document("oder", "Die Wärme der Lampen schmilzt das Wachs. Es ist weich.", language="de")


class Killed(BaseException):
    """The process ended here."""


def steps(monkeypatch: pytest.MonkeyPatch, at: int) -> Iterator[None]:
    """Let the writes to Milvus go on until number `at`, then end the process before it."""
    done = 0

    def stopping(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **how: Any) -> Any:
            nonlocal done
            done += 1
            if done > at:
                raise Killed
            return real(*args, **how)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(Milvus, "upsert", stopping(Milvus.upsert))
        patch.setattr(Milvus, "delete", stopping(Milvus.delete))
        yield


@pytest.mark.parametrize("act", ["replace", "delete", "add"])
def test_a_kill_at_any_step_leaves_a_whole_generation(
    tmp_path: Path, milvus: Milvus, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    def change(index: MilvusIndex, ingester: Ingester) -> None:
        if act == "delete":
            index.delete("default", "metal")
        elif act == "replace":
            ingester.add("default", [replace(METAL, text="Osmium is dense.")])
        else:
            ingester.add("default", [WAX, ODER])

    index, ingester = writer(tmp_path / "unharmed", milvus)
    ingester.add("default", [TROOPS, METAL])
    old = found(index, "tungsten osmium wax troops")
    change(index, ingester)
    new = found(index, "tungsten osmium wax troops")
    assert old != new

    for at in range(30):
        empty(milvus)
        index, ingester = writer(tmp_path / f"home{at}", milvus)
        ingester.add("default", [TROOPS, METAL])
        finished = True
        for _ in steps(monkeypatch, at):
            try:
                change(index, ingester)
            except Killed:
                finished = False
        assert found(reader(milvus), "tungsten osmium wax troops") in (old, new)
        again, _ = writer(tmp_path / f"home{at}", milvus)
        again.make_searchable()
        assert not again.unsearchable()
        assert found(reader(milvus), "tungsten osmium wax troops") == new
        if act == "delete":
            assert milvus.with_ids([2], ("id",)) == []
            assert "ungsten" not in str(records.find(milvus, "part >= 0"))
        if finished:
            assert at > 3
            return
    raise AssertionError("it took more than 30 steps")
