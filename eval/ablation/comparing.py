"""With and without a group: what each measure loses, and whether that is more than noise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.ablation.measuring import Run
from eval.measures.abstention import auroc
from eval.statistics import Interval, bootstrap_mean, bootstrap_rows, holm, randomisation_test

#: A smaller share of questions is wrong where these are lower.
LOWER = frozenset(("shown, wrong", "false dispute"))
AREA = "AUROC"
#: Measures of what is shown end so; without this they are the same of the answer's text.
OF_VALUE = " of value"
SIGNIFICANT = 0.05
#: Sets whose questions people asked as they stand; they are compared together too, under this name.
ASKED_BY_PEOPLE = ("squad", "qed", "nq", "clapnq", "ramdocs", "conflictnq")
TOGETHER = "all six"
#: Rules were written on these: what they gain there is shown and does not count.
SEEN = frozenset(("seeds",))
#: Of the randomisation test of AUROC.
SWAPS = 2_000


class Verdict(StrEnum):
    """What the sets say of a group."""

    GAINS = "gains"
    HARMS = "harms"
    MIXED = "mixed"
    NOISE = "no gain beyond noise"
    NOTHING = "changes nothing"


class Effect(NamedTuple):
    """One measure of one set with a group and without.

    Args:
        gain: What the rules gain: positive is good, whichever way the measure points.
        interval: 95%, of the gain.
        p: Of the paired randomisation test.
        adjusted: The same by Holm's correction for all effects of the group.
    """

    set: str
    measure: str
    n: int
    before: float
    after: float
    gain: float
    interval: Interval
    p: float
    adjusted: float = 1.0


class Judged(NamedTuple):
    """A group over all sets.

    Args:
        touched: Of each set: on how many questions anything changes, and of how many.
        effects: Every measure of every set that changes at all.
    """

    name: str
    touched: Mapping[str, tuple[int, int]]
    effects: Sequence[Effect]

    @property
    def verdict(self) -> Verdict:
        """By the effects on fresh sets that are more than noise."""
        gains = any(one.gain > 0 for one in self.effects if one.adjusted < SIGNIFICANT)
        harms = any(one.gain < 0 for one in self.effects if one.adjusted < SIGNIFICANT)
        if gains or harms:
            return Verdict.MIXED if gains and harms else Verdict.GAINS if gains else Verdict.HARMS
        fresh = any(count for set, (count, _) in self.touched.items() if set not in SEEN)
        return Verdict.NOISE if fresh else Verdict.NOTHING


def judge(name: str, runs: Mapping[str, tuple[Run, Run]]) -> Judged:
    """Compare a group's runs.

    Args:
        runs: Of each set: the run with the group, and the run without it.
    """
    touched = {
        set: (sum(on[id].seen != off[id].seen for id in on), len(on)) for set, (on, off) in runs.items()
    }
    effects = [
        effect for set, (on, off) in [*runs.items(), *_together(runs)] for effect in _effects(set, on, off)
    ]
    fresh = [effect for effect in effects if effect.set not in SEEN]
    adjusted = holm([effect.p for effect in fresh])
    counted = [one._replace(adjusted=p) for one, p in zip(fresh, adjusted, strict=True)]
    return Judged(name, touched, [*counted, *(effect for effect in effects if effect.set in SEEN)])


def _together(runs: Mapping[str, tuple[Run, Run]]) -> Iterator[tuple[str, tuple[Run, Run]]]:
    """The sets asked by people as one, if there are several."""
    chosen = [(set, runs[set]) for set in ASKED_BY_PEOPLE if set in runs]
    if len(chosen) > 1:
        joined = (
            {f"{set} {id}": one for set, run in chosen for id, one in run[side].items()} for side in (0, 1)
        )
        on, off = joined
        yield TOGETHER, (on, off)


def _effects(set: str, on: Run, off: Run) -> list[Effect]:
    names = [
        name
        for name in dict.fromkeys(name for one in on.values() for name in one.values)
        if not all(_repeats(name, run) for run in (on, off))
    ]
    found = [effect for name in names if (effect := _paired(set, name, on, off))]
    area = _area(set, on, off)
    return [*found, area] if area else found


def _repeats(name: str, run: Run) -> bool:
    """Whether a measure of the value shown is that of the answer's text everywhere: no second test."""
    text = name.removesuffix(OF_VALUE)
    return text != name and all(one.values.get(name) == one.values.get(text) for one in run.values())


def _paired(set: str, name: str, on: Run, off: Run) -> Effect | None:
    ids = [id for id, one in on.items() if name in one.values and name in off[id].values]
    before, after = (np.array([run[id].values[name] for id in ids]) for run in (on, off))
    gains = (after - before) if name in LOWER else (before - after)
    if not np.any(np.abs(gains) > 1e-9):
        return None
    interval, p = bootstrap_mean(gains), randomisation_test(gains)
    return Effect(
        set, name, len(ids), float(before.mean()), float(after.mean()), float(gains.mean()), interval, p
    )


def _area(set: str, on: Run, off: Run) -> Effect | None:
    """How well the answerability parts right answers from wrong ones, each run by its own answers."""
    ids = [id for id, one in on.items() if one.right is not None and off[id].right is not None]
    rows = np.array(
        [
            (on[id].answerability, float(on[id].right or 0), off[id].answerability, float(off[id].right or 0))
            for id in ids
        ],
        np.float64,
    ).reshape(-1, 4)
    if np.array_equal(rows[:, :2], rows[:, 2:]):
        return None

    if np.isnan(_gain_of_area(rows)):
        return None
    before, after = auroc(rows[:, 0], rows[:, 1]), auroc(rows[:, 2], rows[:, 3])
    interval = bootstrap_rows(rows, _gain_of_area)
    return Effect(set, AREA, len(ids), before, after, before - after, interval, _swapped(rows))


def _gain_of_area(rows: NDArray[np.float64]) -> float:
    return auroc(rows[:, 0], rows[:, 1]) - auroc(rows[:, 2], rows[:, 3])


def _swapped(rows: NDArray[np.float64]) -> float:
    """The p value of the gain, had the two runs of each question been swapped at random."""
    random = np.random.default_rng(0)
    bar = abs(_gain_of_area(rows)) - 1e-12
    other = rows[:, [2, 3, 0, 1]]
    hits = 0
    for _ in range(SWAPS):
        swap = random.random(len(rows)) < 0.5
        hits += abs(_gain_of_area(np.where(swap[:, None], other, rows))) >= bar
    return (hits + 1) / (SWAPS + 1)
