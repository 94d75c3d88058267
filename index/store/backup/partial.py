"""A folder for what is being made, which one process at a time may use and a killed one may leave behind."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import Conflict


@contextmanager
def partial_folder(path: Path) -> Iterator[Path]:
    """The empty folder `path`, locked while the block runs and deleted behind it.

    What a killed process left there is deleted first.

    Raises:
        Conflict: Another process works in it.
    """
    path.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                f"Another process works in {path}.", hint="Wait until it is done, or stop it."
            ) from error
        try:
            _empty(path)
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(handle)


def _empty(folder: Path) -> None:
    for left in folder.iterdir():
        shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
