"""Damaged files of every format are read or refused; `python -m tests.faults.fuzz` tries many more."""

from __future__ import annotations

import pytest

from index.ingest.formats.registry import FORMATS
from index.ingest.parsing.parser import parse
from tests.faults.fuzz import fuzz
from tests.support.small_files import WORDS, small_files

FILES = small_files()


def test_there_is_a_file_of_every_format() -> None:
    assert {parse(data, f"a{suffix}").format.media_type for suffix, data in FILES.items()} == {
        format_.media_type for format_ in FORMATS
    }
    for suffix, data in FILES.items():
        assert WORDS[0].split()[1] in parse(data, f"a{suffix}").content.text.lower()


@pytest.mark.parametrize("suffix", FILES)
def test_damaged_files_are_read_or_refused(suffix: str) -> None:
    result = fuzz(suffix, [FILES[suffix]], 40)
    assert not result.crashes
    assert result.outcomes.total() == 40
