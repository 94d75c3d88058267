"""How much memory and processor time a process has taken."""

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


def worked_by(process: int) -> float | None:
    """The seconds that a process has computed since it began; None where the system does not tell."""
    try:
        # The name of the program, in brackets, may hold anything.
        fields = (
            Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
        )
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return None
