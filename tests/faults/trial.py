"""One trial of a fault: what it lost, what it let out, what it broke, and how long recovery took."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from index.store.passage_index import PassageIndex
from qa.examination import examine
from tests.faults.workload import COMMON, Record
from tests.support.legible import legible


class Trial(NamedTuple):
    """What became of one trial.

    Args:
        lost: Acknowledged writes that are gone or stale.
        leaked: Documents that are there or legible after their deletion, or that nobody sent.
        crashed: Whatever else is wrong: it does not open, stores differ, an error is not one line.
        seconds: From the fault to the first right answer.
        notes: A line for each finding.
    """

    lost: int = 0
    leaked: int = 0
    crashed: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, leaked or broken."""
        return not (self.lost or self.leaked or self.crashed)


#: Does one harm in an empty folder, lets the project recover, and says what became of it.
Try = Callable[[Path, random.Random], Trial]


class NotPossible(Exception):
    """This machine cannot do the harm; the message says what it lacks."""


def held(index: PassageIndex) -> dict[str, str]:
    """The text of every document that a search finds, by its id."""
    if not index.catalog.connection.execute("SELECT 1 FROM collections").fetchone():
        return {}
    snapshot = index.snapshot("default")
    found = snapshot.fetch([hit.passage for hit in snapshot.bm25(COMMON, 10_000)])
    return {passage.document_id: passage.text for passage in found.values()}


def judged(home: Path, record: Record, seconds: float, deleted: Mapping[str, str]) -> Trial:
    """Hold what a data folder has against what was acknowledged, and each store against the catalog.

    Args:
        home: Open in no process that writes.
        record: What was sent and acknowledged.
        seconds: How long recovery took.
        deleted: The words that only a deleted document had, by its id; they must be nowhere in the catalog.
    """
    index = PassageIndex(home)
    lost, ghosts = record.faults(held(index))
    index.catalog.close()
    wrong = [f"{check.store}: {line}" for check in examine(home, repair=False) for line in check.wrong]
    # What belongs to no build is deleted by the next one: a kill may leave it.
    wrong = [line for line in wrong if not line.startswith("files: ")]
    data = legible(home.glob("catalog.sqlite*"))
    read = [id for id, word in deleted.items() if word.encode() in data]
    notes = [f"lost {lost}"] * bool(lost) + [f"ghosts {ghosts}"] * bool(ghosts)
    notes += [f"legible {read}"] * bool(read) + wrong
    return Trial(len(lost), len(ghosts) + len(read), len(wrong), seconds, tuple(notes))
