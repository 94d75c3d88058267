"""Charts of a report: every label fits into the drawing."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from eval.measures.abstention import RiskCoverage, risk_coverage
from eval.measures.calibration import reliability
from eval.report.bars import latency_histogram
from eval.report.charts import OperatingPoint, reliability_diagram, risk_coverage_chart
from eval.report.svg import LETTER, WIDTH

RANDOM = np.random.default_rng(0)
SHOWN = RANDOM.random(400)
CURVE: RiskCoverage = risk_coverage(SHOWN, (RANDOM.random(400) < SHOWN).astype(float))


def check(image: str) -> None:
    """No label begins left of the drawing or ends right of it, by the usual width of a letter."""
    for text in ElementTree.fromstring(image).iter("text"):
        words, x = "".join(text.itertext()), float(text.get("x", 0))
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", "start")]
        left = x - share * LETTER * len(words)
        assert left >= -LETTER, words
        assert left + LETTER * len(words) <= WIDTH + LETTER, words


@pytest.mark.parametrize("coverage", [0.0, 0.2, 0.35, 0.45, 0.5, 0.6, 0.9, 1.0])
def test_labels_of_the_risk_coverage_curve_fit(coverage: float) -> None:
    check(risk_coverage_chart("a", "Risk", CURVE, 0.1234, OperatingPoint(coverage, 0.1234)))


def test_labels_of_the_reliability_diagram_fit() -> None:
    check(reliability_diagram("a", "Reliability", reliability(SHOWN, (SHOWN > 0.4).astype(float))))


@pytest.mark.parametrize("slowest", [3.0, 90.0, 1_234.0, 59_000.0, 1_200_000.0])
def test_labels_of_the_latency_histogram_fit(slowest: float) -> None:
    check(latency_histogram("a", "Latency", np.append(RANDOM.random(200) * slowest / 2, slowest)))
