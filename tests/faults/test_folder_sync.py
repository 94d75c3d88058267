"""A folder of mixed files is followed exactly, and through kills."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.folder_sync import run


@pytest.mark.slow
@pytest.mark.parametrize("kills", [0, 4])
def test_a_large_folder_is_followed_exactly(tmp_path: Path, kills: int) -> None:
    """`python -m tests.faults.folder_sync --files 1000 --kills 20` does more of the same."""
    assert run(tmp_path, 300, real=None, kills=kills, real_model=False) == []
