"""A folder that is kept in step, once or until stopped: what `qa sync` and `qa ingest --watch` share."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from index.errors import SourcelineError
from qa.cli.audit import note
from qa.cli.output import complain, out, printable
from qa.cli.progress import LOADING

if TYPE_CHECKING:
    from index.ingest.access_rules import AccessRules
    from index.ingest.folder_walk import Selection
    from index.ingest.ingester import Ingester
    from index.ingest.origins import Origin
    from index.ingest.sync import SyncPlan
    from qa.cli.outcome_counts import Tally
    from qa.service import Service

#: How long the watcher waits for the first change before it says that it has begun.
WATCH_MILLISECONDS = 500
REMEDY = "Look with --dry-run, then say --yes."


class FolderSync(NamedTuple):
    """A folder that is kept in step.

    Args:
        source: The name of its source; empty for the usual one.
        checksum: Read every file.
        access: Which labels its files get; None takes the rules that are kept of it.
    """

    service: Service
    folder: Path
    collection: str
    source: str
    wanted: Selection
    checksum: bool = False
    access: AccessRules | None = None

    def look(self) -> tuple[Origin, SyncPlan]:
        """What has to be done.  Raises `NotFound`, `InvalidInput` for what is no such folder."""
        from index.ingest.access_rules import kept_rules, labelled
        from index.ingest.file_state import FileStates
        from index.ingest.origins import folder_origin, known_sources
        from index.ingest.sync import plan_for

        catalog = self.service.index.catalog
        known = known_sources(catalog, self.collection)
        origin = folder_origin(self.folder, known, self.wanted, self.source)
        row = next((one for one in known if one.name == origin.source), None)
        states = FileStates(self.service.settings.passage_sizes)
        kept = None
        if row is not None:
            with catalog.reading() as db:
                kept = kept_rules(db, row)
        rules = kept if self.access is None else self.access
        origin = origin._replace(files=labelled(origin.files, rules))
        again = (rules or None) != kept
        return origin, plan_for(catalog, row, origin.files, states, checksum=self.checksum, again=again)

    def step(self, *, yes: bool, as_json: bool = False, quiet: bool = False) -> Tally:
        """Do what has to be done, and print what was.

        Args:
            yes: Delete more than half of the documents, too.
            quiet: Print nothing if nothing was done.

        Raises:
            InvalidInput: Too much would be deleted.
        """
        from index.ingest.access_rules import keep_rules, kept_rules
        from index.ingest.sync import carry_out
        from qa.cli.outcome_counts import Tally
        from qa.cli.progress import shown_progress

        origin, plan = self.look()
        if not yes:
            plan.check(origin.source, REMEDY)
        index = self.service.index
        row = index.claim_source(self.collection, origin.source, origin.path, whole=True)
        if self.access is not None:
            with index.catalog.transaction() as db:
                if (self.access or None) != kept_rules(db, row):
                    keep_rules(db, row, self.access)
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
            if tally.changed:
                note("add documents", collection=self.collection, **tally.counts)
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
                sys.stdout.flush()
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
