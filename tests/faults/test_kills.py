"""A server killed again and again loses nothing and can always be searched."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.store import vectors
from tests.faults.kills import Tally, keep_small_vector_files, round_of
from tests.faults.workload import Record

KILLS = 12


@pytest.mark.slow
def test_kills_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m tests.faults.kills --kills 200` does more of the same."""
    monkeypatch.setattr(vectors, "MAX_TAIL_VECTORS", vectors.MAX_TAIL_VECTORS)
    keep_small_vector_files()
    chance, record, tally = random.Random(), Record(), Tally()
    for number in range(KILLS + 1):
        round_of(tmp_path, record, chance, tally, kill=number < KILLS)
    assert tally.clean, str(tally)
