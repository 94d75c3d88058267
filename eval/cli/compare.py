"""`qa eval compare`."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from eval.cli.record import Record
from qa.cli.output import out, printable


class Form(StrEnum):
    """The format of a comparison."""

    TEXT = "text"
    MARKDOWN = "md"
    JSON = "json"


def compare(
    before: Record,
    after: Record,
    form: Annotated[Form, typer.Option("--format", help="md suits a pull request.")] = Form.TEXT,
    most: Annotated[int, typer.Option("--changed", min=0, help="Changed questions to show.")] = 10,
) -> None:
    """Print which measures differ significantly between two runs, and which questions changed most."""
    from eval.comparison_text import as_markdown, as_text, pair
    from eval.jsonable import jsonable
    from eval.run_record import read_run

    pairing = pair(read_run(before), read_run(after), most)
    match form:
        case Form.TEXT:
            out().print(printable(as_text(pairing)))
        case Form.MARKDOWN:
            sys.stdout.write(as_markdown(pairing))
        case Form.JSON:
            value = {"verdict": pairing.verdict, **jsonable(pairing.comparison)}
            sys.stdout.write(json.dumps(value, indent=2) + "\n")
