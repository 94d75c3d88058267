"""`qa eval report`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.record import Record
from qa.cli.output import out

if TYPE_CHECKING:
    from eval.run_record import Run


class Form(StrEnum):
    """The format of a report."""

    HTML = "html"
    MARKDOWN = "md"


def report(
    run: Record,
    form: Annotated[Form, typer.Option("--format", help="Markdown is for pull requests.")] = Form.HTML,
    path: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="The file to write; by default report.html beside the record, or standard output for md.",
        ),
    ] = None,
) -> None:
    """Write the report of a run: one HTML file that needs no network, or Markdown."""
    from eval.run_record import read_run, write_whole

    text = rendered(read_run(run), form)
    if path is None and form is Form.HTML:
        path = (run if run.is_dir() else run.parent) / "report.html"
    if path is None:
        sys.stdout.write(text)
    else:
        write_whole(path, text)
        out().print(str(path))


def rendered(run: Run, form: str) -> str:
    """The text of a report."""
    from eval.report.from_run import report_data

    data = report_data(run)
    if form == Form.HTML:
        from eval.report.html import render_report

        return render_report(data)
    from eval.report.markdown import render_markdown

    return render_markdown(data)
