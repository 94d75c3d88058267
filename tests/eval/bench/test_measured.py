"""What was measured is shown with the ratio of the engines."""

from __future__ import annotations

from pathlib import Path

from eval.bench.measured import Row, percentile, plot, table

ROWS = [
    Row("ours", 1000, {"index": 120.0, "search p50": 5.0, "ask p50": 30.0, "load generator": 0.1}),
    Row("theirs", 1000, {"index": 40.0, "search p50": 20.0, "load generator": 0.1}),
]


def test_the_ratio_says_how_many_times_better_the_first_is() -> None:
    lines = {line.split(" | ")[1]: line.split(" | ")[-1].strip(" |") for line in table(ROWS).splitlines()[2:]}
    assert lines["index, documents/s"] == "3.00"
    assert lines["search p50, ms"] == "4.00"
    assert not lines["ask p50, ms"]
    assert not lines["load generator, of one CPU"]


def test_measures_that_nobody_has_are_left_out() -> None:
    assert "resident" not in table(ROWS)


def test_percentiles_are_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0


def test_growth_is_drawn(tmp_path: Path) -> None:
    plot(ROWS, tmp_path / "bench.svg")
    assert "<svg" in (tmp_path / "bench.svg").read_text(encoding="utf-8")
