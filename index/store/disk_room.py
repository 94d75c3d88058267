"""Whether a write fits on the disk."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from index.errors import StorageFull
from index.store.prepared_document import PreparedDocument

#: Free bytes required in addition to the estimated size of a write.
SPARE_BYTES = 4 << 20


def check_room(home: Path, prepared: Sequence[PreparedDocument]) -> None:
    """Refuse a write that does not fit on the disk, before anything is written."""
    texts = sum(len(item.document.text.encode()) for item in prepared)
    vectors = sum(
        v.passage.nbytes + v.sentences.nbytes + v.tokens.nbytes for p in prepared for _, v, _ in p.passages
    )
    needed = 6 * texts + 2 * vectors + SPARE_BYTES
    free = shutil.disk_usage(home).free
    if free < needed:
        raise StorageFull(
            f"The disk of {home} has {free >> 10} KiB free, "
            f"this write needs {needed >> 10} KiB; nothing was written.",
            field="SOURCELINE_HOME",
            hint="Free some space or move the data folder, then send it again.",
        )
