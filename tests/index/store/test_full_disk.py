"""A disk that fills up for real: a small tmpfs.  Needs the right to mount; skipped loudly without."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.documents import Document
from index.errors import StorageFull
from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.store import passage_index
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder
from tests.support.machine import lacks


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 24 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        lacks(f"the right to mount a small disk: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def documents(batch: int) -> list[Document]:
    return [Document(f"{batch}-{n}", f"{word(batch)} " + "some more text here. " * 900) for n in range(5)]


def word(batch: int) -> str:
    """A word of letters: codes with digits are found by their parts, too."""
    return "word" + "".join("abcdefghij"[int(digit)] for digit in str(batch)) + "x"


def found(index: PassageIndex, word: str) -> set[str]:
    snapshot = index.snapshot("default")
    stored = snapshot.fetch([hit.passage for hit in snapshot.bm25(word, 100)])
    return {passage.document_id for passage in stored.values()}


def fill(ingester: Ingester) -> int:
    """Ingest until the disk is full; returns how many batches were acknowledged."""
    for batch in range(200):
        try:
            ingester.add("default", documents(batch))
        except StorageFull:
            return batch
    raise AssertionError("the disk never filled")


@pytest.mark.parametrize("guarded", [True, False], ids=["foreseen", "unforeseen"])
def test_a_full_disk_loses_nothing_acknowledged(
    small_disk: Path, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when another program takes the last room between the check and the write."""
    if not guarded:
        monkeypatch.setattr(passage_index, "check_room", lambda *_: None)
    home = small_disk / "home"
    index = PassageIndex(home)
    ingester = Ingester(index, FakeEmbedder(), PassageSizes())
    acknowledged = fill(ingester)
    assert acknowledged > 2
    monkeypatch.undo()
    reopened = PassageIndex(home)
    for batch in range(acknowledged):
        assert found(reopened, word(batch)) == {f"{batch}-{n}" for n in range(5)}
    with pytest.raises(StorageFull) as caught:
        Ingester(reopened, FakeEmbedder(), PassageSizes()).add("default", documents(999))
    assert caught.value.hint


def test_room_made_again_is_used(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(os.urandom(14 << 20))
    index = PassageIndex(small_disk / "home")
    ingester = Ingester(index, FakeEmbedder(), PassageSizes())
    acknowledged = fill(ingester)
    ballast.unlink()
    ingester.add("default", documents(acknowledged))
    assert found(index, word(acknowledged)) == {f"{acknowledged}-{n}" for n in range(5)}
