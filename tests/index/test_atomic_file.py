"""A file that is replaced: its old content or all of the new one, nothing between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.atomic_file import atomic_file


def test_the_file_is_replaced_when_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with atomic_file(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert [*tmp_path.iterdir()] == [path]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), atomic_file(path) as file:
        file.writelines([b"new", None])  # type: ignore[list-item]
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


def test_the_new_file_has_the_mode_less_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        for mode, expected in ((0o666, 0o644), (0o600, 0o600)):
            with atomic_file(tmp_path / "file", mode) as file:
                file.write(b"new")
            assert (tmp_path / "file").stat().st_mode & 0o777 == expected
    finally:
        os.umask(before)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_file(tmp_path / "none" / "file"):
        pytest.fail("there is nothing to write to")
