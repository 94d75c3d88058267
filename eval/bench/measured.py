"""What one size gave for each engine, round by round, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

#: How the names of measures begin, their unit, and whether more is better; None where neither is.
UNITS: tuple[tuple[str, str, bool | None], ...] = (
    ("index CPU", "ms a passage", False),
    ("index", "passages/s", True),
    ("embedding alone", "passages/s", True),
    ("start", "s", False),
    ("search p", "ms", False),
    ("search CPU", "ms a question", False),
    ("search, ", "questions/s", True),
    ("ask p", "ms", False),
    ("ask CPU", "ms a question", False),
    ("ask, ", "questions/s", True),
    ("resident", "MB", False),
    ("load generator", "of one processor", None),
    ("not full", "responses", None),
    ("asked twice", "questions", None),
)


class Row(NamedTuple):
    """The measures of one engine at one size, by name, a value for each round; what it lacks is absent."""

    engine: str
    passages: int
    values: Mapping[str, Sequence[float]]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def table(rows: Sequence[Row]) -> str:
    """A table in Markdown: medians of rounds, lowest and highest, and how many times better the first is."""
    engines = list(dict.fromkeys(row.engine for row in rows))
    others = engines[1:]
    head = ["passages", "measure", *engines, *(f"times {name}" for name in others)]
    lines = [f"| {' | '.join(head)} |", f"| ---: | --- |{' ---: |' * (len(head) - 2)}"]
    for size in dict.fromkeys(row.passages for row in rows):
        held = {row.engine: row.values for row in rows if row.passages == size}
        for name in _names(held.values()):
            unit, more = _unit(name)
            found = [held.get(engine, {}).get(name, ()) for engine in engines]
            ratios = [_ratios(found[0], other, more=more) for other in found[1:]]
            cells = [f"{size:,}", f"{name}, {unit}", *map(_shown, [*found, *ratios])]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _names(held: Iterable[Mapping[str, Sequence[float]]]) -> list[str]:
    """The names of all measures in the order of `UNITS`."""
    names = dict.fromkeys(name for values in held for name in values)
    starts = [start for start, *_ in UNITS]
    return sorted(names, key=lambda name: next(n for n, start in enumerate(starts) if name.startswith(start)))


def _unit(name: str) -> tuple[str, bool | None]:
    return next((unit, more) for start, unit, more in UNITS if name.startswith(start))


def _ratios(ours: Sequence[float], theirs: Sequence[float], *, more: bool | None) -> list[float]:
    """In each round: how many times better ours is."""
    if more is None:
        return []
    pairs = [(one, other) for one, other in zip(ours, theirs, strict=False) if one and other]
    return [one / other if more else other / one for one, other in pairs]


def _shown(values: Sequence[float]) -> str:
    if not values:
        return ""
    spread = f" ({_digits(min(values))} to {_digits(max(values))})" if len(values) > 1 else ""
    return _digits(median(values)) + spread


def _digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def plot(rows: Sequence[Row], path: Path) -> None:
    """Draw how measures grow with the number of passages, a line for each engine, rounds as bars."""
    from matplotlib.figure import Figure

    known = _names([row.values for row in rows])
    names = [name for name in known if _unit(name)[1] is not None and not name.startswith("start")]
    across = 4
    down = -(-len(names) // across)
    figure = Figure(figsize=(4 * across, 3 * down), layout="constrained")
    for place, name in enumerate(names, 1):
        axes = figure.add_subplot(down, across, place)
        for engine in dict.fromkeys(row.engine for row in rows):
            points = [(r.passages, r.values[name]) for r in rows if r.engine == engine and r.values.get(name)]
            if not points:
                continue
            middle = [median(values) for _, values in points]
            below = [one - min(values) for one, (_, values) in zip(middle, points, strict=True)]
            above = [max(values) - one for one, (_, values) in zip(middle, points, strict=True)]
            axes.errorbar([x for x, _ in points], middle, [below, above], marker="o", capsize=3, label=engine)
        axes.set(title=f"{name}, {_unit(name)[0]}", xscale="log", ylim=(0, None), xlabel="passages")
        axes.legend(fontsize="small")
    figure.savefig(path, dpi=110)
