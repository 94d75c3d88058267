"""`qa sync`: bring a source into step with its folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from qa.cli import open_service as opening
from qa.cli.folder_sync import FolderSync, watch_folders
from qa.cli.ingest import SOME_FAILED
from qa.cli.output import out, printable
from qa.cli.selecting import (
    Access,
    Exclude,
    Include,
    NoGitignore,
    Source,
    Yes,
    access_rules,
    selection,
)
from qa.settings import Settings

if TYPE_CHECKING:
    from index.ingest.sync import SyncPlan


def sync(
    folder: Annotated[Path, typer.Argument(help="The folder.", show_default=False)],
    collection: Annotated[str, typer.Option("--collection", "-c", help="Where to; made if new.")] = "default",
    source: Source = "",
    include: Include = None,
    exclude: Exclude = None,
    no_gitignore: NoGitignore = False,
    checksum: Annotated[
        bool, typer.Option("--checksum", help="Read every file; do not trust size and time of change.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would be done.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until stopped.")] = False,
    yes: Yes = False,
    access: Access = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Bring in what is new or changed in a folder, follow renames, erase what is gone.

    Exits with 1 when a file could not be taken; the others are in then.
    """
    wanted = selection(include, exclude, no_gitignore=no_gitignore)
    one = FolderSync(
        opening.open_service(Settings()), folder, collection, source, wanted, checksum, access_rules(access)
    )
    if dry_run:
        _print_plan(one.look()[1], as_json=as_json)
    elif watch:
        watch_folders([one], yes=yes)
    elif one.step(yes=yes, as_json=as_json).failed:
        raise typer.Exit(SOME_FAILED)


def _print_plan(plan: SyncPlan, *, as_json: bool) -> None:
    renamed = [f"{before} -> {file.id}" for before, file in plan.renamed.items()]
    lists = {
        "new": [file.id for file in plan.new],
        "changed": [file.id for file in plan.changed],
        "renamed": renamed,
        "deleted": plan.deleted,
        "failed": [row.name for row in plan.failed],
    }
    if as_json:
        sys.stdout.write(json.dumps({**lists, "unchanged": plan.unchanged}, indent=2) + "\n")
        return
    console = out()
    for what, names in lists.items():
        for name in names:
            console.print(Text.assemble((f"{what:<8}", "bold"), printable(name)))
    counts = ", ".join(f"{len(names)} {what}" for what, names in lists.items())
    console.print(Text(f"{counts}, {plan.unchanged} unchanged; nothing was done"))
    if plan.needs_consent:
        console.print(
            Text("More than half of the documents would be deleted: that needs --yes.", style="yellow")
        )
