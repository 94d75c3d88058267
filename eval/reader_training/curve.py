"""The course of a training as a picture.

    python -m eval.reader_training.curve DIR/log.jsonl DIR/loss.svg

`python -m eval.reader_training` draws it at its end.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.report.svg import Plot, drawing, element, frame, label, ticks

STYLE = (
    "text{font:11px sans-serif;fill:#555}.grid{stroke:#ddd}.base{stroke:#888}"
    ".loss{fill:none;stroke:#1f5fa8;stroke-width:1.5}.mark{fill:#b5541c}"
)


def loss_curve(rows: Sequence[dict[str, float]]) -> str:
    """An SVG image of a log's rows: the loss, and F1 on held-out questions where it was measured."""
    losses = [(row["step"], row["loss"]) for row in rows if "loss" in row]
    steps = max((step for step, _ in losses), default=1)
    # The first few steps would set the scale alone.
    high = sorted(loss for _, loss in losses)[int(0.97 * (len(losses) - 1))] if losses else 1.0
    plot = Plot(34, 26, 332, 210, steps, high * 1.1)
    points = " ".join(f"{plot.x(step)},{plot.y(min(loss, plot.y_high))}" for step, loss in losses)
    parts = [
        element("style", STYLE),
        frame(plot, ticks(steps), ticks(plot.y_high), "steps", "loss"),
        element("polyline", class_="loss", points=points),
    ]
    for row in rows:
        if "f1" in row:
            x, y = plot.x(row["step"]), plot.y(plot.y_high * row["f1"])
            parts.append(element("circle", class_="mark", cx=x, cy=y, r=3))
            parts.append(label(x, y - 6, f"F1 {row['f1']:.2f}", "end"))
    said = f"The loss fell to {losses[-1][1]:.2f} in {steps} steps." if losses else "No steps."
    image = drawing("loss", "Loss of the training", said, parts)
    return str(image).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "\n"


def draw(log: Path, out: Path) -> None:
    """Draw a log's curve.  Of steps that were done again after a stop, the last time counts."""
    rows = {}
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    for row in map(json.loads, lines):
        rows[row["step"], "f1" in row] = row
    out.write_text(loss_curve([rows[key] for key in sorted(rows)]), encoding="utf-8")


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
