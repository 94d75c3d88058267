"""Logistic regression over named features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from qa.confidence.logistic import Logistic

RIDGE = 1e-3


def fit_logistic(
    rows: Sequence[Mapping[str, float]], wanted: Sequence[bool], shares: Sequence[float] | None = None
) -> Logistic:
    """Fit a logistic model on standardised features, with a slight ridge penalty.

    Args:
        shares: Weights of the rows; equal by default.
    """
    names = [*rows[0]]
    scaler = StandardScaler()
    inputs = scaler.fit_transform(np.array([[row[name] for name in names] for row in rows], np.float64))
    counts = np.array(shares or [1.0] * len(rows), np.float64)
    # C makes scikit-learn minimise the mean loss plus RIDGE times the squared slopes.
    model = LogisticRegression(C=1 / (2 * RIDGE * len(rows)), tol=1e-8, max_iter=1000)
    model.fit(inputs, np.array(wanted, bool), sample_weight=counts / counts.mean())
    slopes = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - slopes @ scaler.mean_)
    return Logistic(
        bias=round(bias, 4),
        weights={name: round(float(slope), 4) for name, slope in zip(names, slopes, strict=True)},
    )
