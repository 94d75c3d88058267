"""How much memory a process has."""

from __future__ import annotations

import os
from pathlib import Path


def memory_of(process: int | str) -> int:
    """The resident memory of a process in bytes; 0 where the system does not tell.

    Args:
        process: Its number, or `self`.
    """
    try:
        fields = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0
