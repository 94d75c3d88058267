"""Every kind of fault loses nothing, lets nothing out and is recovered from."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.store import derived_stores, vectors
from index.store.columns import column_store
from tests.faults import __main__ as faults
from tests.faults.trial import NotPossible, Trial
from tests.faults.workload import Record
from tests.support.machine import lacks

#: Those that start several processes of their own.
SLOW = {kind for kind in faults.KINDS if "server" in kind or "sync" in kind or "reader" in kind}


@pytest.fixture(autouse=True)
def _sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what trials make small."""
    monkeypatch.setattr(vectors, "MAX_TAIL_VECTORS", vectors.MAX_TAIL_VECTORS)
    monkeypatch.setattr(column_store, "MOST_IN_MEMORY", column_store.MOST_IN_MEMORY)
    monkeypatch.setattr(derived_stores, "MIN_REMOVALS_FOR_REWRITE", derived_stores.MIN_REMOVALS_FOR_REWRITE)


def tried(kind: str, folder: Path, chance: random.Random) -> Trial:
    try:
        return faults.trial_of(kind, folder, chance)
    except NotPossible as error:
        lacks(str(error))


@pytest.mark.parametrize("kind", [kind for kind in faults.KINDS if kind not in SLOW])
def test_nothing_is_lost(kind: str, tmp_path: Path) -> None:
    trial = tried(kind, tmp_path / "0", random.Random())
    assert trial.is_clean, trial.notes


@pytest.mark.slow
@pytest.mark.parametrize("kind", faults.KINDS)
def test_nothing_is_lost_again_and_again(kind: str, tmp_path: Path) -> None:
    """`python -m tests.faults --rounds 50` does more of the same."""
    for n in range(5):
        trial = tried(kind, tmp_path / str(n), random.Random())
        assert trial.is_clean, trial.notes


def test_a_row_of_the_table_counts_and_takes_the_median() -> None:
    trials = [
        Trial(seconds=1.0),
        Trial(lost=2, crashed=1, seconds=3.0),
        Trial(leaked=1, seconds=9.0),
        Trial(),
    ]
    assert faults.row_of("kind", trials) == "| kind | 4 | 2 | 1 | 1 | 3.00 s |"
    assert [trial.is_clean for trial in trials] == [True, False, False, True]


def test_what_is_lost_leaked_or_raised_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness itself can fail: a write that was never made counts as lost."""
    from tests.faults.trial import judged
    from tests.support.two_documents import METAL, open_index

    index, ingester = open_index(tmp_path / "home")
    ingester.add("default", [METAL])
    index.catalog.close()
    record = Record()
    record.sending({"gone": "common words."})
    record.acknowledge({"gone": "common words."})
    trial = judged(tmp_path / "home", record, 0.0, {"metal": "Tungsten"})
    assert (trial.lost, trial.leaked, trial.crashed) == (1, 1, 0)

    def broken(folder: Path, chance: random.Random) -> Trial:
        raise KeyError("broken")

    monkeypatch.setitem(faults.KINDS, "broken", broken)
    assert "KeyError" in faults.trial_of("broken", tmp_path / "b", random.Random()).notes[0]
