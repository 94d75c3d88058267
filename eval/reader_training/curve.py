"""Draw the loss curve of a training.

    python -m eval.reader_training.curve DIR/log.jsonl DIR/loss.svg

`python -m eval.reader_training` draws it when it ends.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

#: No date and no random ids, so that the same log gives the same file.
REPRODUCIBLE = {"svg.hashsalt": "sourceline", "svg.fonttype": "none"}


def loss_curve(rows: Sequence[dict[str, float]]) -> Figure:
    """A figure of the rows of a log: the loss, and F1 on held-out questions where it was measured."""
    losses = [(row["step"], row["loss"]) for row in rows if "loss" in row]
    scores = [(row["step"], row["f1"]) for row in rows if "f1" in row]
    figure = Figure(figsize=(6, 4), layout="constrained")
    left = figure.add_subplot(xlabel="steps", ylabel="loss")
    if losses:
        left.plot(*zip(*losses, strict=True), linewidth=1.2, label="loss")
        # The high losses of the first steps would set the scale.
        left.set_ylim(0, 1.1 * sorted(loss for _, loss in losses)[int(0.97 * (len(losses) - 1))])
    if scores:
        right = left.twinx()
        right.set(ylabel="F1 on held-out questions", ylim=(0, 1))
        right.plot(*zip(*scores, strict=True), "o", color="tab:orange")
        for step, score in scores:
            right.annotate(
                f"{score:.2f}", (step, score), textcoords="offset points", xytext=(0, 6), ha="right"
            )
    return figure


def draw(log: Path, out: Path) -> None:
    """Draw the curve of a log.  If steps were repeated after a stop, the last values count."""
    rows = {}
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    for row in map(json.loads, lines):
        if row.get("weights", "last") == "last":
            rows[row["step"], row.get("set", "")] = row
    with rc_context(REPRODUCIBLE):
        loss_curve([rows[key] for key in sorted(rows)]).savefig(out, metadata={"Date": None})


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
