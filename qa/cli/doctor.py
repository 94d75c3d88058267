"""`qa doctor`: is everything that was built from the catalog as it should be?"""

from __future__ import annotations

from qa.cli import open_service as opening
from qa.cli.output import out, printable
from qa.settings import Settings


def doctor() -> None:
    """Hold every store against the catalog, and build anew what is damaged; one line a collection."""
    from index.store.doctor import examine

    for finding in examine(opening.open_service(Settings()).index):
        state = f"built anew: {' '.join(finding.repaired)}" if finding.repaired else "all stores agree"
        line = f"{finding.collection}: documents {finding.documents}, passages {finding.passages}; {state}"
        out().print(printable(line))
