"""What became of each file, counted."""

from __future__ import annotations

from collections import Counter

from rich.text import Text

from index.ingest.outcome import Outcome, Status
from qa.cli.output import out, printable

#: Outcomes that are not shown where there were none.
RARE = (Status.RENAMED, Status.RELABELLED, Status.DELETED)
UNCHANGING = (Status.UNCHANGED, Status.FAILED)


class Tally:
    """Counts outcomes, keeping why files failed."""

    def __init__(self) -> None:
        self._counts: Counter[Status] = Counter()
        self.failed: list[Outcome] = []

    def count(self, outcome: Outcome) -> None:
        """Add one."""
        self._counts[outcome.status] += 1
        if outcome.status == Status.FAILED:
            self.failed.append(outcome)

    def add_unchanged(self, files: int) -> None:
        """Add files that need not even be read."""
        self._counts[Status.UNCHANGED] += files

    @property
    def changed(self) -> bool:
        """Whether anything was written or deleted."""
        return any(self._counts[status] for status in Status if status not in UNCHANGING)

    @property
    def _shown(self) -> list[Status]:
        return [status for status in Status if status not in RARE or self._counts[status]]

    @property
    def counts(self) -> dict[str, int]:
        """How many had each outcome."""
        return {str(status): self._counts[status] for status in self._shown}

    def summary(self) -> dict[str, object]:
        """How many had each outcome, and why which failed."""
        return {
            **self.counts,
            "failures": [{"document_id": f.document_id, "reason": f.reason} for f in self.failed],
        }

    def print_summary(self, collection: str) -> None:
        """Print it, if anything was counted."""
        if not self._counts and not self.failed:
            return
        console = out()
        for outcome in self.failed:
            reason = " ".join(outcome.reason.split())
            named = reason if outcome.document_id in reason else f"{outcome.document_id}: {reason}"
            console.print(Text.assemble(("failed ", "red"), printable(named)))
        counts = ", ".join(f"{self._counts[status]} {status}" for status in self._shown)
        console.print(Text(f"{counts} (collection {collection})"))
