"""Replace a file atomically and durably."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def atomic_file(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Open a new file for writing; it replaces `path` when the block ends without an error.

    After a crash or a power cut `path` holds either all of the new content or what it held before.  An error
    in the block leaves `path` unchanged.

    Args:
        path: The file to replace; its folder must exist.
        mode: The permissions of the file, before the process's umask is applied.

    Raises:
        OSError: The file cannot be written.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.unlink(missing_ok=True)
    with open(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            os.replace(partial, path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    fsync_folder(path.parent)


def fsync_folder(folder: Path) -> None:
    """Make the names of a folder's files durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
