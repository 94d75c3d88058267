"""`qa doctor`: check everything that was derived from the catalog."""

from __future__ import annotations

from qa.cli import open_service as opening
from qa.cli.output import out, printable
from qa.settings import Settings


def doctor() -> None:
    """Compare every store with the catalog and rebuild what is damaged; print one line a collection."""
    from index.store.doctor import examine

    for finding in examine(opening.open_service(Settings()).index):
        state = f"rebuilt: {' '.join(finding.repaired)}" if finding.repaired else "all stores agree"
        line = f"{finding.collection}: documents {finding.documents}, passages {finding.passages}; {state}"
        out().print(printable(line))
