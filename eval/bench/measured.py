"""What one size gave for each engine, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

#: The measures: a name, its unit, and whether more is better; None where neither is.
MEASURES: tuple[tuple[str, str, bool | None], ...] = (
    ("index", "documents/s", True),
    ("start", "s", False),
    ("search p50", "ms", False),
    ("search p99", "ms", False),
    ("search, many clients", "questions/s", True),
    ("ask p50", "ms", False),
    ("ask p99", "ms", False),
    ("ask, many clients", "questions/s", True),
    ("resident", "MB", False),
    ("of it no file", "MB", False),
    ("load generator", "of one CPU", None),
    ("other than 200", "responses", None),
)


class Row(NamedTuple):
    """All measures of one engine at one size, by name; one that it does not have is absent."""

    engine: str
    documents: int
    values: Mapping[str, float]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def table(rows: Sequence[Row]) -> str:
    """A table in Markdown: a row for each measure and size, the ratio of the first engine to each other."""
    engines = list(dict.fromkeys(row.engine for row in rows))
    lines = [
        f"| documents | measure | {' | '.join(engines)} | times as good |",
        f"| ---: | --- | {'---: | ' * len(engines)}---: |",
    ]
    for size in dict.fromkeys(row.documents for row in rows):
        held = {row.engine: row.values for row in rows if row.documents == size}
        for name, unit, more in MEASURES:
            found = [held.get(engine, {}).get(name) for engine in engines]
            if all(value is None for value in found):
                continue
            shown = " | ".join("" if value is None else f"{value:,.3g}" for value in found)
            lines.append(f"| {size:,} | {name}, {unit} | {shown} | {_ratio(found, more=more)} |")
    return "\n".join(lines)


def _ratio(found: Sequence[float | None], *, more: bool | None) -> str:
    if more is None or len(found) < 2 or not found[0] or not found[1]:
        return ""
    return f"{found[0] / found[1] if more else found[1] / found[0]:.2f}"


def plot(rows: Sequence[Row], path: Path) -> None:
    """Draw how measures grow with the number of documents, a line for each engine."""
    from matplotlib.figure import Figure

    names = ("index", "search p50", "search p99", "search, many clients", "ask p50", "resident")
    figure = Figure(figsize=(12, 6), layout="constrained")
    for place, name in enumerate(names, 1):
        axes = figure.add_subplot(2, 3, place)
        unit = next(unit for known, unit, _ in MEASURES if known == name)
        for engine in dict.fromkeys(row.engine for row in rows):
            points = [(r.documents, r.values[name]) for r in rows if r.engine == engine and name in r.values]
            axes.plot([x for x, _ in points], [y for _, y in points], marker="o", label=engine)
        axes.set(title=f"{name}, {unit}", xscale="log", ylim=(0, None), xlabel="documents")
        axes.legend()
    figure.savefig(path)
