"""`qa eval baseline` and `qa eval gate`: write a baseline, and compare a run with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.record import Record
from index.errors import InvalidInput
from qa.cli.output import err, out, printable

FAILED = 1
#: The floors of a new baseline.
FLOORS = {"citation integrity": 1.0}


def baseline(
    run: Record,
    path: Annotated[
        Path, typer.Option("--out", help="The baseline to write, for example eval/baseline.json.")
    ],
    floors: Annotated[
        list[str] | None,
        typer.Option(
            "--floor", metavar="MEASURE=VALUE", help="The lowest value a measure may have; may be repeated."
        ),
    ] = None,
) -> None:
    """Write a baseline from a run. A baseline that exists already keeps its floors."""
    from eval.baseline import dump_baseline, make_baseline, read_baseline
    from eval.measures.registry import MEASURES
    from eval.run_record import read_run, write_whole

    record = read_run(run)
    if record.scored.failed:
        raise InvalidInput(
            f"{len(record.scored.failed)} questions got no response.",
            field=str(run),
            hint="Run the set again until every question has one.",
        )
    given = dict(map(_floor, floors or ()))
    if strange := given.keys() - MEASURES.keys():
        raise InvalidInput(
            f"There is no measure {min(strange)!r}.", field="--floor", hint=f"Known: {', '.join(MEASURES)}."
        )
    kept = read_baseline(path).floors if path.exists() else FLOORS
    made = make_baseline(record.set, record.values, {**kept, **given})
    write_whole(path, dump_baseline(made))
    out().print(
        f"{path}: {len(made.questions)} questions, {len(made.values)} measures, {len(made.floors)} floors"
    )


def gate(
    run: Record,
    baseline: Annotated[Path, typer.Option("--baseline", help="What `qa eval baseline` wrote.")],
) -> None:
    """Exit with 1, with the reasons, if a run is significantly worse than the baseline or below a floor."""
    from eval.baseline import read_baseline
    from eval.gate import gate
    from eval.run_record import read_run

    record, wanted = read_run(run), read_baseline(baseline)
    failures = gate(record.scored, wanted)
    for failure in failures:
        err().print(printable(str(failure)))
    if failures:
        out().print(f"The gate failed: {len(failures)} reasons.")
        raise typer.Exit(FAILED)
    out().print(f"The gate passed: {len(wanted.values)} measures of {len(wanted.questions)} questions.")


def _floor(given: str) -> tuple[str, float]:
    name, _, value = given.rpartition("=")
    try:
        return name, float(value)
    except ValueError as error:
        raise InvalidInput(f"{given!r} is not a floor.", field="--floor", hint="Write EM=0.5.") from error
