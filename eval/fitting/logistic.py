"""Logistic regression over named measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from qa.confidence.weights import Logistic

RIDGE = 1e-3


def fit_logistic(
    rows: Sequence[Mapping[str, float]], wanted: Sequence[bool], shares: Sequence[float] | None = None
) -> Logistic:
    """The model under which what is wanted is likeliest, on standardised measures with a slight ridge.

    Args:
        shares: How much each row counts; all the same by default.
    """
    names = [*rows[0]]
    inputs = torch.tensor([[row[name] for name in names] for row in rows], dtype=torch.float64)
    targets = torch.tensor(wanted, dtype=torch.float64)
    counts = torch.tensor(shares or [1.0] * len(rows), dtype=torch.float64)
    mean, deviation = inputs.mean(0), inputs.std(0).clamp(min=1e-6)
    weights = torch.zeros(len(names) + 1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        logits = ((inputs - mean) / deviation) @ weights[1:] + weights[0]
        total = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets, counts / counts.mean())
        total = total + RIDGE * (weights[1:] ** 2).sum()
        total.backward()
        return total

    optimiser.step(loss)
    slopes = (weights[1:] / deviation).detach()
    bias = float(weights[0].detach() - slopes @ mean)
    return Logistic(
        bias=round(bias, 4),
        weights={name: round(float(slope), 4) for name, slope in zip(names, slopes, strict=True)},
    )
