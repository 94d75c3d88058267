"""Items are worked on two at a time, and come back in order."""

from __future__ import annotations

from threading import Barrier, Event

import pytest

from index.ingest.overlapping import overlapped


def test_the_next_item_is_begun_before_the_first_is_done() -> None:
    both = Barrier(2)

    def meet(number: int) -> int:
        both.wait(timeout=60)
        return number

    assert [*overlapped(meet, range(4))] == [0, 1, 2, 3]


def test_what_is_made_comes_in_order() -> None:
    second_is_done = Event()

    def slow_first(number: int) -> int:
        if number == 0:
            assert second_is_done.wait(timeout=60)
        if number == 1:
            second_is_done.set()
        return number * 10

    assert [*overlapped(slow_first, range(5))] == [0, 10, 20, 30, 40]


def test_after_an_error_nothing_new_is_begun() -> None:
    begun: list[int] = []

    def fail(number: int) -> int:
        begun.append(number)
        if number == 1:
            raise OSError("the disk is gone")
        return number

    made: list[int] = []
    with pytest.raises(OSError, match="gone"):
        made.extend(overlapped(fail, range(10)))
    assert len(begun) <= 3
