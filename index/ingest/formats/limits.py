"""Limits of what one file may take to read.  The worker process sets them; elsewhere the defaults hold."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    Args:
        seconds: Of computing; five times as long with waiting for a busy processor.
        memory_bytes: Of memory beyond what the worker process needs itself.
        file_bytes: Of the file.
        unpacked_bytes: Of all parts of an archive after unpacking.
        pages: Of a PDF document.
    """

    seconds: float = 60.0
    memory_bytes: int = 1_000 * MEGABYTE
    file_bytes: int = 500 * MEGABYTE
    unpacked_bytes: int = 200 * MEGABYTE
    pages: int = 5_000


_in_force = [Limits()]


def limits() -> Limits:
    """The limits of this process."""
    return _in_force[0]


def set_limits(new: Limits) -> None:
    """Set the limits of this process: for worker processes, which do nothing but read files."""
    _in_force[0] = new
