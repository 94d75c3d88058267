"""Concurrent questions share a forward pass, and each gets its own vector."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from qa.retrieve.query_batching import (
    MOST_AHEAD,
    MOST_EXPECTED,
    MOST_WITH_EXPECTED,
    MicroBatcher,
)


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


def test_what_is_expected_goes_with_the_next_question_and_is_not_embedded_again() -> None:
    model = SlowModel()
    model.go_on.set()
    batcher = MicroBatcher(model)  # type: ignore[arg-type]
    for question in ("1", "2", "3"):
        batcher.expect(question)
    assert [float(batcher.embed(question)[0]) for question in "2314"] == [2.0, 3.0, 1.0, 4.0]
    assert [sorted(batch) for batch in model.batches] == [["1", "2", "3"], ["4"]]
    assert batcher.embed("1")[0] == 1.0, "its vectors were given once"
    assert len(model.batches) == 3


def test_a_question_that_is_being_embedded_ahead_is_waited_for() -> None:
    model = SlowModel()
    batcher = MicroBatcher(model)  # type: ignore[arg-type]
    batcher.expect("2")
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(batcher.embed, "1")
        assert model.entered.wait(60)
        second = pool.submit(batcher.embed, "2")
        model.go_on.set()
        assert (float(first.result(60)[0]), float(second.result(60)[0])) == (1.0, 2.0)
    assert model.batches == [["1", "2"]]


def test_an_expected_question_that_fails_spoils_no_other() -> None:
    model = SlowModel()
    model.go_on.set()
    batcher = MicroBatcher(model)  # type: ignore[arg-type]
    batcher.expect("bad")
    assert batcher.embed("5")[0] == 5.0
    assert model.batches == [["5", "bad"], ["5"]]


def test_few_are_embedded_ahead_and_few_are_kept() -> None:
    model = SlowModel()
    model.go_on.set()
    batcher = MicroBatcher(model)  # type: ignore[arg-type]
    for n in range(3 * MOST_AHEAD):
        batcher.expect(str(n + 1000))
        batcher.embed(str(n))
    assert len(batcher._expected) <= MOST_EXPECTED
    assert len(batcher._ahead) <= MOST_AHEAD
    assert max(map(len, model.batches)) <= MOST_WITH_EXPECTED


def test_many_threads_get_their_own_vectors() -> None:
    model = SlowModel()
    model.go_on.set()
    batcher = MicroBatcher(model)  # type: ignore[arg-type]

    def ask(n: int) -> bool:
        batcher.expect(str(n + 1))
        return float(batcher.embed(str(n))[0]) == n

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, [n % 50 for n in range(2000)]))
