"""`qa eval compare`, `baseline` and `gate`: judge records of runs."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from index.errors import InvalidInput
from qa.cli.output import err, out, printable

FAILED = 1
#: What every baseline demands unless it is told otherwise.
FLOORS = {"citation integrity": 1.0}

Record = Annotated[Path, typer.Argument(help="A run.json, or its folder.", show_default=False)]


class Form(StrEnum):
    """How a comparison is written."""

    TEXT = "text"
    MARKDOWN = "md"
    JSON = "json"


def compare(
    before: Record,
    after: Record,
    form: Annotated[Form, typer.Option("--format", help="Markdown is for pull requests.")] = Form.TEXT,
    most: Annotated[int, typer.Option("--changed", min=0, help="Changed questions to show.")] = 10,
) -> None:
    """Say which measures differ significantly between two runs of a set, and which questions changed most."""
    from eval.comparison import as_markdown, as_text, pair
    from eval.plain import plain
    from eval.runs import read_run

    pairing = pair(read_run(before), read_run(after), most)
    match form:
        case Form.TEXT:
            out().print(printable(as_text(pairing)))
        case Form.MARKDOWN:
            sys.stdout.write(as_markdown(pairing))
        case Form.JSON:
            value = {"verdict": pairing.verdict, **plain(pairing.comparison)}
            sys.stdout.write(json.dumps(value, indent=2) + "\n")


def baseline(
    run: Record,
    path: Annotated[Path, typer.Option("--out", help="The baseline to write, eval/baseline.json for one.")],
    floors: Annotated[
        list[str] | None,
        typer.Option("--floor", metavar="MEASURE=VALUE", help="A value it may not fall below; repeat it."),
    ] = None,
) -> None:
    """Make of a run the baseline for later runs; a baseline that is there keeps its floors."""
    from eval.baseline import dump_baseline, make_baseline, read_baseline
    from eval.measures.registry import MEASURES
    from eval.runs import read_run, write_whole

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
    """Exit with 1, and say why, when a run is significantly worse than the baseline or below a floor."""
    from eval.baseline import read_baseline
    from eval.gate import gate
    from eval.runs import read_run

    record, wanted = read_run(run), read_baseline(baseline)
    failures = gate(record.scored, wanted)
    for failure in failures:
        err().print(printable(str(failure)))
    if failures:
        out().print(f"The gate is shut: {len(failures)} reasons.")
        raise typer.Exit(FAILED)
    out().print(f"The gate is open: {len(wanted.values)} measures of {len(wanted.questions)} questions hold.")


def _floor(given: str) -> tuple[str, float]:
    name, _, value = given.rpartition("=")
    try:
        return name, float(value)
    except ValueError as error:
        raise InvalidInput(f"{given!r} is no floor.", field="--floor", hint="Write EM=0.5.") from error
