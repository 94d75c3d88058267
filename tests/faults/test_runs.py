"""Long runs of words and marks at every address that takes a question."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from qa.quantities.quantities import quantities_in
from qa.understand.parse import parse
from tests.faults.run_tokens import mixed, run_of, units
from tests.faults.runs import CHARACTERS, main, service_in, slow_runs
from tests.support.processor_time import takes_at_most

#: Of each kind that took seconds when it was found: marks and words that qualify a number, and abbreviations.
ONCE_SLOW = [">", "~~~", "≤ ", "C. ", "Ca. ", "Approx. ", "over ", "from ", "Mr. ", "is it ", ", ", "1-1 "]


@pytest.mark.parametrize("unit", ONCE_SLOW)
def test_a_run_is_parsed_in_good_time(unit: str) -> None:
    parse("warm")
    with takes_at_most(1):
        parse(run_of(unit, CHARACTERS))


def test_a_number_behind_many_qualifiers_is_still_found() -> None:
    (found,) = quantities_in(run_of("about ", 600) + "at least 5 km")
    assert (found.quantity.low, found.quantity.unit, found.quantity.approximate) == (5, "km", True)


def test_runs_of_any_unit_are_answered_in_good_time(tmp_path: Path) -> None:
    known, chance = units(), random.Random(0)
    tried = [*chance.sample(known, 4), *(mixed(chance, known) for _ in range(4)), "Mr. ", "is it "]
    assert slow_runs(service_in(tmp_path), tried) == []


def test_a_slow_run_is_told(tmp_path: Path) -> None:
    found = slow_runs(service_in(tmp_path), ["a "], most=0.0)
    assert [one.step for one in found] == ["ask", "search", "chat", "history"]


@pytest.mark.slow
def test_all_runs_are_answered_in_good_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["runs"])
    assert main() == 0
