"""The binary documents of the shipped set are what their texts make of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.ingest.files import SourceFile, read
from tests.support.project import SET_DOCUMENTS
from tests.support.set_documents import MAKERS


@pytest.mark.parametrize("name", MAKERS)
def test_the_committed_file_is_made_of_the_text(name: str, tmp_path: Path) -> None:
    made = MAKERS[name]()
    assert made == MAKERS[name]()
    (tmp_path / name).write_bytes(made)
    again, kept = (read(SourceFile(folder / name, name)) for folder in (tmp_path, SET_DOCUMENTS))
    assert (again.text, again.title) == (kept.text, kept.title)
