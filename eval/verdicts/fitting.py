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
from qa.support.verdict_features import VerdictFeatures
from qa.support.verdict_head import VerdictHead

#: How right a verdict is to be on what is fitted on.  "No" was less often right than that on other documents.
RIGHT = {Verdict.YES: 0.9, Verdict.NO: 0.95}
#: How many shown ones must say so, and how many of a set to say so of it.
LEAST_SHOWN, LEAST_OF_SET = 15, 8
#: Weight of the squares of the weights.
RIDGE = 0.02
CLASSES = (Verdict.YES, Verdict.NO, None)
#: The set of a case, its verdict, and what is known of it.
_Told = tuple[str, Verdict | None, VerdictFeatures]


def fit(cases: Sequence[tuple[str, VerdictCase]], support: str, fitted_on: str) -> VerdictHead:
    """Fit on cases, each with the name of its set, without those that arithmetic decides.

    Rare verdicts of a set count more each.
    """
    told = [
        (name, case.verdict, case.features)
        for name, case in cases
        if case.features and not case.features.bounds
    ]
    kinds = [(name, verdict) for name, verdict, _ in told]
    counts = Counter(kinds)
    share = np.array([1 / counts[kind] ** 0.5 for kind in kinds])
    found = np.array([features for *_, features in told])
    truth = np.array([CLASSES.index(verdict) for _, verdict in kinds])

    def loss(numbers: NDArray[np.float64]) -> float:
        side = found[:, :2] @ numbers[:2] + numbers[2]
        decided = found[:, 3:] @ numbers[3:5] + numbers[5]
        odds = np.stack([decided + side, decided - side, np.zeros_like(side)], 1)
        log = odds - np.logaddexp.reduce(odds, axis=1, keepdims=True)
        right = log[np.arange(len(truth)), truth]
        return float(-(share * right).sum() / share.sum() + RIDGE * np.square(numbers[[0, 1, 3, 4]]).mean())

    begun = np.array([0.3, 0.3, 0.0, -0.5, -0.5, 0.0])
    numbers = [round(float(x), 4) for x in minimize(loss, begun).x]
    head = VerdictHead(
        fitted_on=fitted_on,
        support=support,
        sides=(numbers[0], numbers[1], numbers[2]),
        decided=(numbers[3], numbers[4], numbers[5]),
        least={Verdict.YES: 0.0, Verdict.NO: 0.0},
    )
    least = {verdict: _least(head, told, verdict) for verdict in Verdict}
    return head.model_copy(update={"least": least})


def _least(head: VerdictHead, cases: Sequence[_Told], verdict: Verdict) -> float:
    """The least probability at and above which so many of the verdicts are right in each set."""
    told = [(name, *_said(head, features), right is verdict) for name, right, features in cases]
    rows = sorted(((p, name, right) for name, said, p, right in told if said is verdict), reverse=True)
    least = 1.0
    for count in range(LEAST_SHOWN, len(rows) + 1):
        shown = [(name, right) for _, name, right in rows[:count]]
        each = [[right for one, right in shown if one == name] for name in {name for name, _ in shown}]
        if all(mean(some) >= RIGHT[verdict] for some in each if len(some) >= LEAST_OF_SET):
            least = rows[count - 1][0]
    return round(least - 0.0001, 4)


def _said(head: VerdictHead, features: VerdictFeatures) -> tuple[Verdict, float]:
    """The likelier verdict and its probability."""
    told = head.probabilities(features)
    likelier = max(told, key=lambda verdict: told[verdict])
    return likelier, told[likelier]
