"""Files and folders that only their owner may use, whatever the umask: all of a data folder is."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path
from typing import BinaryIO

log = logging.getLogger(__name__)

FILE, FOLDER = 0o600, 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def private_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, for its owner only.  Raises `OSError`."""
    if not path.parent.exists():
        private_folder(path.parent)
    path.mkdir(FOLDER, exist_ok=True)
    withdraw(path)


def private_lock(path: Path) -> BinaryIO:
    """A file to be locked, made if it is not there.  Raises `OSError`."""
    return open(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, FILE), "ab")


def withdraw(path: Path) -> None:
    """Take from others what they may do with a file or a folder; no-op if it is another user's, or gone."""
    try:
        mode = path.lstat().st_mode
        if mode & _OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except OSError as error:
        log.debug("%s stays as it is: %s", path, error)


def withdraw_all(root: Path) -> None:
    """Do the same with a folder and all that is in it; links are not followed."""
    withdraw(root)
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            withdraw(Path(folder, name))
