"""What was measured is shown with its spread and the ratio of the engines."""

from __future__ import annotations

from pathlib import Path

from eval.bench.measured import Row, percentile, plot, table

ROWS = [
    Row(
        "ours",
        1000,
        {"index": [120.0], "search p50": [5.0, 6.0, 4.0], "ask p50": [30.0], "load generator": [0.1]},
    ),
    Row("theirs", 1000, {"index": [40.0], "search p50": [20.0, 12.0, 20.0], "load generator": [0.1]}),
]


def cells(measure: str) -> list[str]:
    """The cells of a measure."""
    lines = [line.strip("| ").split(" | ") for line in table(ROWS).splitlines()[2:]]
    return next(line for line in lines if line[1].startswith(measure))


def test_the_ratio_says_how_many_times_better_the_first_is() -> None:
    assert cells("index")[2:] == ["120", "40", "3"]
    assert cells("load generator")[2:4] == ["0.1", "0.1"]
    assert len(cells("load generator")) == 4  # no ratio


def test_rounds_give_a_spread_and_a_ratio_each() -> None:
    assert cells("search p50")[2:] == ["5 (4 to 6)", "20 (12 to 20)", "4 (2 to 5)"]


def test_measures_that_nobody_has_are_left_out() -> None:
    assert "resident" not in table(ROWS)


def test_percentiles_are_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0


def test_growth_is_drawn(tmp_path: Path) -> None:
    plot([*ROWS, *(row._replace(passages=10_000) for row in ROWS)], tmp_path / "bench.svg")
    assert "<svg" in (tmp_path / "bench.svg").read_text(encoding="utf-8")
