"""Rows that are read from a file are those of the array that was written to it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from index.store.columns.file_column import FileColumn


@pytest.mark.parametrize("shape", [(500,), (500, 7), (500, 0)])
def test_rows_are_those_of_the_array(tmp_path: Path, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1)
    array = rng.integers(0, 1 << 31, shape).astype(np.uint32)
    (tmp_path / "column").write_bytes(array.tobytes())
    column = FileColumn(tmp_path / "column", shape, array.dtype)
    assert len(column) == 500
    for share in (0.0, 0.02, 0.5, 1.0):
        rows = np.flatnonzero(rng.random(500) < share)
        assert np.array_equal(column[rows], array[rows])
        assert column[rows].dtype == array.dtype


def test_a_file_that_ends_too_early_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "column").write_bytes(bytes(10))
    column = FileColumn(tmp_path / "column", (3,), np.dtype("<u4"))
    with pytest.raises(OSError, match="column ends before byte 10"):
        column[np.array([1, 2])]


def test_the_file_is_closed_with_its_column(tmp_path: Path) -> None:
    path = tmp_path / "column"
    path.write_bytes(bytes(8))
    column = FileColumn(path, (2,), np.dtype("<u4"))
    assert descriptors(path) == 1
    del column
    assert descriptors(path) == 0


def descriptors(path: Path) -> int:
    """How often this process has a file open."""
    targets = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # that of the listing itself
            targets.append(link.readlink())
    return targets.count(path)
