"""`qa insights`: what was asked, and what nobody gets an answer to."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli import open_service as opening
from qa.cli.output import out, print_json, print_rows, printable
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.insights.report import Insights, Levels
    from qa.service import Service

#: Rows of each table.
MOST_ROWS = 15


def insights(
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How many days back.")] = 30,
    collection: Annotated[
        str, typer.Option("--collection", "-c", help="Only questions that searched this one.")
    ] = "",
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write all questions to this file.", show_default=False)
    ] = None,
    eval_set: Annotated[
        Path | None,
        typer.Option(
            "--eval-set", help="Write an eval set of the unanswered and the most asked.", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what was asked, and what nobody gets an answer to."""
    from qa.insights.counts import stretch_of
    from qa.insights.export import csv_lines

    service = opening.open_service(Settings())
    service.question_log.purge(0)  # what a server that has not run since would have erased
    found = service.insights.look(days, collection or None)
    if csv:
        _write(csv, "--csv", csv_lines(service.question_log, stretch_of(days, collection or None)))
    if eval_set:
        _write(eval_set, "--eval-set", _eval_lines(service, found))
    if as_json:
        print_json(found)
    elif not (csv or eval_set):
        _print(found, logged=service.question_log.path.exists())


def _eval_lines(service: Service, found: Insights) -> Iterable[str]:
    import json

    from qa.insights.export import eval_set

    groups = [*found.unanswered, *found.most_asked]
    ids = list(dict.fromkeys(one.id for group in groups for one in group.questions))
    for line in eval_set(service.question_log, service.feedback, service.index.catalog, ids):
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _write(path: Path, option: str, lines: Iterable[str]) -> None:
    from index.atomic_file import atomic_file
    from index.errors import InvalidInput

    try:
        with atomic_file(path) as file:
            count = 0
            for line in lines:
                file.write(line.encode())
                count += 1
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be written: {error.strerror}.", field=option, hint="Name another file."
        ) from error
    out().print(printable(f"{count} lines to {path}"))


def _print(found: Insights, *, logged: bool) -> None:
    console = out()
    if not logged:
        console.print("No question was logged yet. SOURCELINE_QUESTION_LOG_DAYS=30 has `qa serve` log them.")
        return
    for sentence in found.summary:
        console.print(printable(sentence))
    for title, groups in (("No answer", found.unanswered), ("Most asked", found.most_asked)):
        _head(title)
        rows = [(one.asked, one.wordings, one.last[:10], one.name) for one in groups[:MOST_ROWS]]
        print_rows(("asked", "wordings", "last", "question"), rows)
    _head("By collection")
    print_rows(_COUNTED, [(*_shares(one), one.title) for one in found.by_collection])
    _head("By key")
    print_rows(_COUNTED, [(*_shares(one), one.title or "without a key") for one in found.by_key])


_COUNTED = ("asked", "answered", "unsure", "nothing", "")


def _shares(levels: Levels) -> tuple[str, ...]:
    shares = (f"{levels.share(level):.0%}" for level in ("answered", "unsure", "nothing"))
    return (f"{levels.asked}", *shares)


def _head(title: str) -> None:
    """A heading in a terminal; through a pipe the name of the rows that follow."""
    sys.stdout.write(f"\n{title}\n")
