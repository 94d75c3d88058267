"""A column in a file that is read where it is needed.

A mapped file stays in the memory of whoever touched it, with what the system maps around each place: a
thousand questions touch most of a large one.
"""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class FileColumn:
    """An array in a file, of which some rows can be taken.  Safe to use from many threads.

    Args:
        path: The file.
        shape: Of the array: `(n, ...)`.
        kind: Of its numbers.
    """

    def __init__(self, path: Path, shape: tuple[int, ...], kind: np.dtype[np.generic]) -> None:
        self.path = path
        self.shape = shape
        self.dtype = kind
        self._width = kind.itemsize * int(np.prod(shape[1:]))
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._file)
        os.posix_fadvise(self._file, 0, 0, os.POSIX_FADV_RANDOM)  # nothing is read ahead

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """The numbers of these rows, which ascend; each run of neighbours is read at once.

        Raises:
            OSError: They cannot be read, or the file ends before them.
        """
        found = np.empty((len(rows), *self.shape[1:]), self.dtype)
        if not found.size:
            return found
        buffer, at = found.reshape(-1).view(np.uint8).data, 0
        breaks = np.flatnonzero(np.diff(rows) != 1) + 1
        firsts = rows[np.concatenate([[0], breaks])].tolist()
        counts = np.diff(np.concatenate([[0], breaks, [len(rows)]])).tolist()
        for first, count in zip(firsts, counts, strict=True):
            end = at + count * self._width
            self._read(buffer[at:end], first * self._width)
            at = end
        return found

    def _read(self, buffer: memoryview, place: int) -> None:
        while len(buffer):
            read = os.preadv(self._file, [buffer], place)
            if not read:
                raise OSError(f"{self.path.name} ends before byte {place}")
            buffer, place = buffer[read:], place + read
