"""Concurrent questions share a forward pass, and each gets its own vector."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from qa.retrieve.query_batching import MicroBatcher


class SlowModel:
    """Blocks in its first forward pass until told to go on."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.entered = threading.Event()
        self.go_on = threading.Event()

    def embed_questions(self, questions: Sequence[str]) -> Any:
        self.batches.append(list(questions))
        self.entered.set()
        self.go_on.wait(60)
        if "bad" in questions:
            raise ValueError("bad question")
        return np.array([[float(q)] for q in questions], np.float32)


def test_those_who_wait_go_together() -> None:
    model = SlowModel()
    batcher = MicroBatcher(model)  # type: ignore[arg-type]
    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(batcher.embed, "0")
        assert model.entered.wait(60)
        others = [pool.submit(batcher.embed, str(n)) for n in range(1, 10)]
        while len(batcher._waiting) < 9:
            threading.Event().wait(0.001)
        model.go_on.set()
        vectors = [float(future.result(60)[0]) for future in [first, *others]]
    assert vectors == [float(n) for n in range(10)]
    assert [len(batch) for batch in model.batches] == [1, 9]


def test_an_error_reaches_its_asker_and_the_next_question_works() -> None:
    model = SlowModel()
    model.go_on.set()
    batcher = MicroBatcher(model)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="bad question"):
        batcher.embed("bad")
    assert batcher.embed("4")[0] == 4.0
