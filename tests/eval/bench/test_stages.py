"""The time of a question is divided among its stages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from eval.bench.stages import REST, STAGES, Stages, table


class Clock:
    """A clock that is set by hand, in milliseconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now / 1e3


def test_a_stage_has_its_own_time_without_that_of_the_stages_inside() -> None:
    clock = Clock()
    stages = Stages(clock)

    def passing(milliseconds: float, inside: Callable[[], Any] | None = None) -> Callable[[], None]:
        def run() -> None:
            clock.now += milliseconds
            if inside:
                inside()

        return run

    fetched = stages.watched("fetch", passing(2))
    stages.begin()
    clock.now += 1
    stages.watched("rank", passing(5, fetched))()
    fetched()
    stages.end()
    (question,) = stages.questions
    assert question == pytest.approx({REST: 1, "rank": 5, "fetch": 4})


def test_our_own_code_is_all_that_no_library_does() -> None:
    lines = table([{"parsing": 1.0, "FAISS": 4.0, REST: 2.0}]).splitlines()
    assert lines[-2:] == ["| our own code | 3.00 | 3.00 |", "| the whole | 7.00 | 7.00 |"]


@pytest.mark.parametrize(("holder", "name"), [stage[1:] for stage in STAGES])
def test_every_stage_that_is_watched_is_there(holder: object, name: str) -> None:
    assert callable(getattr(holder, name))
