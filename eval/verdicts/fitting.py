"""Fit the head that makes probabilities of yes and no, and the least probability to show each with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import mean

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.verdicts.cases import VerdictCase
from qa.schemas import Verdict
from qa.support.verdict_head import VerdictHead

#: How right verdicts are to be; how many shown ones must say so, and how many of a set to say so of it.
RIGHT, LEAST_SHOWN, LEAST_OF_SET = 0.9, 15, 8
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
        model = found[:, :2] @ numbers[:2] + numbers[2]
        side = np.where(found[:, 2] == 0, model, found[:, 2] * numbers[3])
        decided = found[:, 3:] @ numbers[4:6] + numbers[6]
        odds = np.stack([decided + side, decided - side, np.zeros_like(side)], 1)
        log = odds - np.logaddexp.reduce(odds, axis=1, keepdims=True)
        right = log[np.arange(len(truth)), truth]
        return float(
            -(share * right).sum() / share.sum() + RIDGE * np.square(numbers[[0, 1, 3, 4, 5]]).mean()
        )

    begun = np.array([0.3, 0.3, 0.0, 1.0, -0.5, -0.5, 0.0])
    numbers = [round(float(x), 4) for x in minimize(loss, begun).x]
    head = VerdictHead(
        fitted_on=fitted_on,
        support=support,
        sides=(numbers[0], numbers[1], numbers[2]),
        bounds=numbers[3],
        decided=(numbers[4], numbers[5], numbers[6]),
        least={Verdict.YES: 0.0, Verdict.NO: 0.0},
    )
    least = {verdict: _least(head, cases, verdict) for verdict in Verdict}
    return head.model_copy(update={"least": least})


def _least(head: VerdictHead, cases: Sequence[tuple[str, VerdictCase]], verdict: Verdict) -> float:
    """The least probability at and above which so many of the verdicts are right in each set."""
    told = [(name, *_said(head, case), case.verdict is verdict) for name, case in cases]
    rows = sorted(((p, name, right) for name, said, p, right in told if said is verdict), reverse=True)
    least = 1.0
    for count in range(LEAST_SHOWN, len(rows) + 1):
        shown = [(name, right) for _, name, right in rows[:count]]
        each = [[right for one, right in shown if one == name] for name in {name for name, _ in shown}]
        if all(mean(some) >= RIGHT for some in each if len(some) >= LEAST_OF_SET):
            least = rows[count - 1][0]
    return round(least - 0.0001, 4)


def _said(head: VerdictHead, case: VerdictCase) -> tuple[Verdict, float]:
    """The likelier verdict and its probability."""
    told = head.probabilities(case.features)
    likelier = max(told, key=lambda verdict: told[verdict])
    return likelier, told[likelier]
