"""Fit the head that makes probabilities of yes and no, and the least probability to show each with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.verdicts.cases import VerdictCase
from qa.schemas import Verdict
from qa.support.verdict_head import VerdictHead

#: How right verdicts are to be, and how many shown ones must say so.
RIGHT, LEAST_SHOWN = 0.92, 15
#: Weight of the squares of the weights.
RIDGE = 0.02
CLASSES = (Verdict.YES, Verdict.NO, None)


def fit(cases: Sequence[tuple[str, VerdictCase]], support: str, fitted_on: str) -> VerdictHead:
    """Fit on cases, each with the name of its set; each verdict of each set counts as much as any other."""
    kinds = [(name, case.verdict) for name, case in cases]
    counts = Counter(kinds)
    share = np.array([1 / counts[kind] ** 0.5 for kind in kinds])
    found = np.array([case.features for _, case in cases])
    truth = np.array([CLASSES.index(case.verdict) for _, case in cases])

    def loss(numbers: NDArray[np.float64]) -> float:
        side, decided = found[:, :3] @ numbers[:3], found[:, 3:] @ numbers[3:5] + numbers[5]
        odds = np.stack([decided + side, decided - side, np.zeros_like(side)], 1)
        log = odds - np.logaddexp.reduce(odds, axis=1, keepdims=True)
        right = log[np.arange(len(truth)), truth]
        return float(-(share * right).sum() / share.sum() + RIDGE * np.square(numbers[:5]).mean())

    numbers = [round(float(x), 4) for x in minimize(loss, np.array([0.3, 0.3, 1, -0.5, -0.5, 0])).x]
    sides, decided = numbers[:3], numbers[3:]
    head = VerdictHead(
        fitted_on=fitted_on,
        support=support,
        sides=(sides[0], sides[1], sides[2]),
        decided=(decided[0], decided[1], decided[2]),
        least={Verdict.YES: 0.0, Verdict.NO: 0.0},
    )
    least = {verdict: _least(head, cases, verdict) for verdict in Verdict}
    return head.model_copy(update={"least": least})


def _least(head: VerdictHead, cases: Sequence[tuple[str, VerdictCase]], verdict: Verdict) -> float:
    """The least probability at and above which so many of the verdicts are right, in each set and in all."""
    names = sorted({name for name, _ in cases})
    return max(
        _threshold([(_said(head, case), case) for name, case in cases if name in wanted], verdict)
        for wanted in (names, *([name] for name in names))
    )


def _threshold(said: Sequence[tuple[tuple[Verdict, float], VerdictCase]], verdict: Verdict) -> float:
    rows = sorted(((p, case.verdict is v) for (v, p), case in said if v is verdict), reverse=True)
    least, right = 1.0, 0
    for number, (probability, is_right) in enumerate(rows, 1):
        right += is_right
        if number >= min(LEAST_SHOWN, len(rows)) and right / number >= RIGHT:
            least = probability
    return round(least - 0.0001, 4)


def _said(head: VerdictHead, case: VerdictCase) -> tuple[Verdict, float]:
    """The likelier verdict and its probability."""
    told = head.probabilities(case.features)
    likelier = max(told, key=lambda verdict: told[verdict])
    return likelier, told[likelier]
