"""The columns of a collection follow its passages, in memory, on disk and after every kind of change."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from index.documents import Document
from index.ingest.ingester import Ingester
from index.search.snapshot import Snapshot
from index.store.columns import column_files, column_store
from index.store.columns.column_store import ColumnStore
from index.store.columns.passage_columns import PassageColumns, columns_of
from index.store.passage_index import PassageIndex
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder
from tests.support.waiting import until


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_store, "MOST_IN_MEMORY", 8)
    monkeypatch.setattr(column_store, "TOGETHER", 3)


def opened(home: Path) -> Ingester:
    """A data folder, open for writing."""
    return Ingester(PassageIndex(home), FakeEmbedder(), Settings().passage_sizes)


@pytest.fixture
def ingester(tmp_path: Path) -> Ingester:
    """An empty data folder."""
    return opened(tmp_path)


def add(ingester: Ingester, *names: str, text: str = "swims.") -> None:
    ingester.add("default", [Document(name, f"The {name} {text}") for name in names])


def check(snapshot: Snapshot) -> set[str]:
    """Compare the columns of all live passages with the passages; returns their documents."""
    ids = sorted(snapshot.vectors.ids())
    stored = snapshot.fetch(ids)
    due, found = columns_of([stored[id] for id in ids]), snapshot.columns_of(ids)
    for name, column in due._asdict().items():
        assert np.array_equal(getattr(found, name), column), name
    return {passage.document_id for passage in stored.values()}


def snapshot(ingester: Ingester) -> Snapshot:
    return ingester.index.snapshot("default")


def kept(columns: ColumnStore) -> tuple[int, int]:
    """How many passages are held, in all and on disk."""
    on_disk = columns._kept
    parts = columns._parts()
    return sum(len(part.ids) for part in parts), 0 if on_disk is None else len(on_disk.ids)


def test_passages_have_columns_before_and_after_these_are_made(ingester: Ingester) -> None:
    add(ingester, "duck", "swan")
    now = snapshot(ingester)
    assert kept(now.columns) == (0, 0)
    assert check(now) == {"duck", "swan"}
    now.columns.catch_up()
    assert kept(now.columns) == (2, 0)
    assert check(now) == {"duck", "swan"}


def test_many_passages_go_to_the_disk_and_are_found_there_again(ingester: Ingester, tmp_path: Path) -> None:
    names = [f"duck{n}" for n in range(12)]
    add(ingester, *names[:10])
    snapshot(ingester).columns.catch_up()
    assert kept(snapshot(ingester).columns) == (10, 10)
    add(ingester, *names[10:])
    assert check(snapshot(ingester)) == {*names}
    again = snapshot(opened(tmp_path))
    assert kept(again.columns) == (10, 10)
    assert check(again) == {*names}


def test_replaced_and_deleted_passages_leave_the_files(ingester: Ingester) -> None:
    names = [f"duck{n}" for n in range(20)]
    add(ingester, *names)
    columns = snapshot(ingester).columns
    columns.catch_up()
    add(ingester, *names[:9], text="flies.")
    columns.catch_up()
    assert kept(columns) == (20, 20)
    assert check(snapshot(ingester)) == {*names}
    folder = columns.files.current()
    ingester.index.delete("default", names[0])
    assert folder is not None
    assert not folder.folder.exists()
    assert check(snapshot(ingester)) == {*names[1:]}


def test_what_is_erased_while_it_is_written_is_in_no_file(
    ingester: Ingester, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"duck{n}" for n in range(10)]
    add(ingester, *names)
    columns, write = snapshot(ingester).columns, column_files.write

    def erase(folder: Path, parts: Iterable[PassageColumns]) -> int:
        count = write(folder, parts)
        ingester.index.delete("default", names[0])
        return count

    monkeypatch.setattr(column_files, "write", erase)
    columns.catch_up()
    assert columns.files.current() is None
    assert check(snapshot(ingester)) == {*names[1:]}


def test_an_erased_passage_has_no_columns_in_an_older_generation(ingester: Ingester) -> None:
    add(ingester, "duck", "swan")
    before = snapshot(ingester)
    before.columns.catch_up()
    ids = sorted(before.vectors.ids())
    ingester.index.delete("default", "duck")
    assert before.columns_of(ids).ids.tolist() == ids[1:]


def test_searches_that_go_on_have_columns_made(ingester: Ingester) -> None:
    add(ingester, "duck", "swan")
    now = snapshot(ingester)
    for _ in range(column_store.PATIENCE - 1):
        check(now)
    assert kept(now.columns) == (0, 0)
    check(now)
    until(lambda: kept(now.columns) == (2, 0))


def test_another_format_is_made_anew(
    ingester: Ingester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"duck{n}" for n in range(10)]
    add(ingester, *names)
    snapshot(ingester).columns.catch_up()
    monkeypatch.setattr(column_files, "FORMAT", 0)
    again = snapshot(opened(tmp_path))
    assert kept(again.columns) == (0, 0)
    again.columns.catch_up()
    assert kept(again.columns) == (10, 10)
    assert check(again) == {*names}
