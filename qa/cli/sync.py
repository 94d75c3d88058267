"""`qa sync`: keep a source in step with its folder, once or until stopped."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.text import Text

from index.errors import SourcelineError
from qa.cli import open_service as opening
from qa.cli.ingest import LOADING, SOME_FAILED
from qa.cli.output import complain, out, printable
from qa.cli.selecting import Exclude, Include, NoGitignore, Source, Yes, selection
from qa.settings import Settings

if TYPE_CHECKING:
    from index.ingest.folder_walk import Selection
    from index.ingest.ingester import Ingester
    from index.ingest.origins import Origin
    from index.ingest.sync import SyncPlan
    from qa.cli.outcome_counts import Tally
    from qa.service import Service

#: How long the watcher waits for the first change before it says that it has begun.
WATCH_MILLISECONDS = 500
REMEDY = "Look with --dry-run, then say --yes."


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
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Bring in what is new or changed in a folder, follow renames, erase what is gone.

    Exits with 1 when a file could not be taken; the others are in then.
    """
    wanted = selection(include, exclude, no_gitignore=no_gitignore)
    one = FolderSync(opening.open_service(Settings()), folder, collection, source, wanted, checksum)
    if dry_run:
        _print_plan(one.look()[1], as_json=as_json)
    elif watch:
        watch_folders([one], yes=yes)
    elif one.step(yes=yes, as_json=as_json).failed:
        raise typer.Exit(SOME_FAILED)


class FolderSync(NamedTuple):
    """A folder that is kept in step.

    Args:
        source: The name of its source; empty for the usual one.
        checksum: Read every file.
    """

    service: Service
    folder: Path
    collection: str
    source: str
    wanted: Selection
    checksum: bool = False

    def look(self) -> tuple[Origin, SyncPlan]:
        """What has to be done.  Raises `NotFound`, `InvalidInput` for what is no such folder."""
        from index.ingest.file_state import FileStates
        from index.ingest.origins import folder_origin, known_sources
        from index.ingest.sync import plan_for

        catalog = self.service.index.catalog
        known = known_sources(catalog, self.collection)
        origin = folder_origin(self.folder, known, self.wanted, self.source)
        row = next((one for one in known if one.name == origin.source), None)
        states = FileStates(self.service.settings.passage_sizes)
        return origin, plan_for(catalog, row, origin.files, states, checksum=self.checksum)

    def step(self, *, yes: bool, as_json: bool = False, quiet: bool = False) -> Tally:
        """Do what has to be done, and print what was.

        Args:
            yes: Delete more than half of the documents, too.
            quiet: Print nothing if nothing was done.

        Raises:
            InvalidInput: Too much would be deleted.
        """
        from index.ingest.sync import carry_out
        from qa.cli.outcome_counts import Tally
        from qa.cli.progress import shown_progress

        origin, plan = self.look()
        if not yes:
            plan.check(origin.source, REMEDY)
        index = self.service.index
        row = index.claim_source(self.collection, origin.source, origin.path)
        tally = Tally()
        tally.add_unchanged(plan.unchanged)
        count = len(plan.to_read)
        try:
            with shown_progress(f"Reading {count} file{'' if count == 1 else 's'}") as progress:
                carry_out(
                    plan,
                    row,
                    self.collection,
                    index.catalog,
                    self._ingester,
                    self.service.delete_ids,
                    tally.count,
                    progress,
                )
        finally:
            if as_json:
                sys.stdout.write(json.dumps(tally.summary(), indent=2) + "\n")
            elif not quiet or tally.changed:
                tally.print_summary(self.collection)
        return tally

    def _ingester(self) -> Ingester:
        from qa.cli.progress import waiting

        with waiting(LOADING):
            return self.service.ingester


def watch_folders(folders: Sequence[FolderSync], *, yes: bool) -> None:
    """Keep folders in step until Ctrl-C.  What goes wrong is printed; the next pass tries again."""
    for one in folders:
        one.look()  # what cannot be watched is said at once
    names = ", ".join(printable(str(one.folder)) for one in folders)
    first = True
    try:
        for _ in _changes([one.folder for one in folders]):
            for one in folders:
                try:
                    one.step(yes=yes, quiet=not first)
                except SourcelineError as error:
                    complain(error)
            if first:
                out().print(Text(f"Watching {names}. Ctrl-C stops."))
            first = False
    except KeyboardInterrupt:
        out().print("Stopped.")


def _changes(folders: Sequence[Path]) -> Iterator[None]:
    """Yields once when the folders are watched, then after every change."""
    from watchfiles import watch

    started = False
    for changes in watch(
        *folders, yield_on_timeout=True, rust_timeout=WATCH_MILLISECONDS, raise_interrupt=True
    ):
        if changes or not started:
            started = True
            yield


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
