"""`qa eval sweep`."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.open_client import Collection
from eval.cli.run import Parallel, Sample
from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.cli.output import err, print_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.sweep.table import Line

SWEEPS = Path("eval-sweeps")


class Form(StrEnum):
    """The format of a table."""

    TEXT = "text"
    MARKDOWN = "md"
    CSV = "csv"
    JSON = "json"


def sweep(
    path: Annotated[Path, typer.Option("--set", help="The set to ask.", show_default=False)],
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="NAME=VALUE,VALUE",
            help="What to vary: candidates, top_k, mode, max_error_rate, read_passages, passage_tokens_most, "
            "passage_tokens_least, passage_overlap, reader, embedding_model, weight.bm25, ...; may be "
            "repeated.",
            show_default=False,
        ),
    ],
    grid: Annotated[
        bool, typer.Option("--grid", help="Every combination, in place of one change at a time.")
    ] = False,
    measure: Annotated[str, typer.Option("--measure", help="The measure that decides.")] = "usable",
    collection: Collection = "default",
    folder: Annotated[
        Path | None, typer.Option("--out", help="Folder of the records; by default eval-sweeps/NAME.")
    ] = None,
    sample: Sample = None,
    parallel: Parallel = 2,
    form: Annotated[Form, typer.Option("--format", help="md suits a pull request.")] = Form.TEXT,
) -> None:
    """Compare settings on a set: a run for each, and a table with significance and cost.

    Each row is compared with the first, which is what is set: paired randomisation, corrected for the number
    of rows (Holm). A sweep that was stopped goes on when it is started again. Passages of other sizes are
    made in a temporary index.
    """
    from eval.cli.run import chosen
    from eval.client import AskOptions
    from eval.formats.registry import read_set
    from eval.sweep import table
    from eval.sweep.rows import rows_of
    from eval.sweep.sweeping import Sweep
    from eval.sweep.sweeping import sweep as run_rows
    from qa.cli.progress import shown_progress

    _check_measure(measure)
    evalset = read_set(path)
    evalset = replace(evalset, questions=chosen(evalset.questions, sample))
    rows = rows_of(vary, grid=grid)
    folder = folder or SWEEPS / evalset.name
    plan = Sweep(evalset, rows, AskOptions(collection), folder, opening.open_service, parallel)
    runs = run_rows(plan, shown_progress, lambda line: err().print(line))
    lines = table.table_of(rows, runs, measure)
    written = _write(folder, lines, measure)
    if form is Form.TEXT:
        headings, cells = table.cells(lines, measure)
        print_rows(headings, cells, headed=True)
        err().print(table.verdict(lines, measure))
    else:
        sys.stdout.write(written[form.value])
    err().print(f"\n{folder}/sweep.md, .csv, .json")


def _check_measure(measure: str) -> None:
    from eval.measures.registry import PER_QUESTION

    if measure not in (known := [one.name for one in PER_QUESTION]):
        raise InvalidInput(
            f"There is no measure {measure!r} of single questions.",
            field="--measure",
            hint=f"Known: {', '.join(known)}.",
        )


def _write(folder: Path, lines: Sequence[Line], measure: str) -> dict[str, str]:
    """Write the table in each form into the folder; the texts by the ending of their file."""
    from eval.run_record import write_whole
    from eval.sweep import table

    written = {
        "md": table.as_markdown(lines, measure),
        "csv": table.as_csv(lines, measure),
        "json": table.as_json(lines, measure),
    }
    for ending, text in written.items():
        write_whole(folder / f"sweep.{ending}", text)
    return written
