"""The columns of a collection follow its passages, in memory, on disk and after every kind of change."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from index.documents import Document
from index.errors import DerivedStoreDamaged
from index.ingest.ingester import Ingester
from index.search.snapshot import Snapshot
from index.store.catalog import collections
from index.store.catalog.generations import GenerationId
from index.store.columns import column_files, column_store
from index.store.columns.column_files import ColumnFiles
from index.store.columns.column_store import ColumnStore
from index.store.columns.passage_columns import OFFSETS, PassageColumns, columns_of
from index.store.passage_index import PassageIndex
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder
from tests.support.waiting import until


@pytest.fixture(autouse=True, params=[0, column_files.MOST_MAPPED], ids=["read", "mapped"])
def _small(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(column_files, "MOST_MAPPED", request.param)
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
    in_memory = sum(len(part.ids) for part in columns._in_memory)
    there = 0 if on_disk is None else int((~on_disk.gone).sum())
    return in_memory + there, there


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


def test_only_ids_and_offsets_of_large_columns_are_mapped(
    ingester: Ingester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_files, "MOST_MAPPED", 0)
    add(ingester, *(f"duck{n}" for n in range(10)))
    snapshot(ingester).columns.catch_up()
    again = snapshot(opened(tmp_path))
    check(again)
    in_memory = Path("/proc/self/maps").read_text("utf-8")
    build = again.columns.files.current()
    assert build is not None
    mapped = {path.stem for path in build.folder.glob("*.column") if str(path) in in_memory}
    assert mapped == {"ids", *OFFSETS}


def test_a_file_that_became_shorter_is_damage(ingester: Ingester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_files, "MOST_MAPPED", 0)
    add(ingester, *(f"duck{n}" for n in range(10)))
    now = snapshot(ingester)
    now.columns.catch_up()
    build = now.columns.files.current()
    assert build is not None
    with (build.folder / "tokens.column").open("r+b") as file:
        file.truncate(1)
    with pytest.raises(DerivedStoreDamaged, match=r"tokens\.column ends before byte"):
        check(now)
    ingester.index.verify("default")
    assert len(check(snapshot(ingester))) == 10


def test_replaced_and_deleted_passages_leave_the_files(ingester: Ingester) -> None:
    names = [f"duck{n}" for n in range(20)]
    add(ingester, *names)
    columns = snapshot(ingester).columns
    columns.catch_up()
    add(ingester, *names[:9], text="flies.")
    columns.catch_up()
    assert kept(columns) == (20, 20)
    assert check(snapshot(ingester)) == {*names}
    build = columns.files.current()
    ingester.index.delete("default", names[0])
    assert columns.files.current() == build
    assert kept(columns) == (19, 19)
    assert check(snapshot(ingester)) == {*names[1:]}


def test_a_deletion_leaves_no_byte_of_its_passages_in_the_files(
    ingester: Ingester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_store, "MOST_IN_MEMORY", 4)
    names = [f"duck{n}" for n in range(20)]
    add(ingester, *names)
    snapshot(ingester).columns.catch_up()
    add(ingester, "duck3", *names[17:], text="flew.")  # the earlier versions are kept, and their columns
    now = snapshot(ingester)
    now.columns.catch_up()
    before = erasable(now.columns)
    gone = {id: row for id, row in before.items() if document_of(now, id) == "duck3"}
    assert len(gone) == 2
    ingester.index.delete("default", "duck3")
    for id, row in erasable(now.columns).items():
        assert row == (bytes(len(row)) if id in gone else before[id])
    ColumnFiles(folder_of(now.columns)).verify()
    again = snapshot(opened(tmp_path))
    assert check(again) == {*names} - {"duck3"}


@pytest.mark.parametrize("killed", ["before the commit", "before anything is erased", "while it is erased"])
def test_a_deletion_that_was_killed_is_finished_or_undone(
    ingester: Ingester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: str
) -> None:
    names = [f"duck{n}" for n in range(12)]
    add(ingester, *names)
    now = snapshot(ingester)
    now.columns.catch_up()
    before = erasable(now.columns)
    gone = {id for id in before if document_of(now, id) == "duck3"}

    def die(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    zero, zeroed = ColumnFiles._zero, list[str]()

    def die_midway(self: ColumnFiles, name: str, ranges: list[tuple[int, int]], width: int) -> None:
        zeroed.append(name)
        zero(self, name, ranges, width)
        if len(zeroed) == 4:
            raise KeyboardInterrupt

    if killed == "before the commit":
        monkeypatch.setattr(collections, "advance", die)
    elif killed == "before anything is erased":

        def finish_nothing(self: ColumnFiles, *given: object) -> int:
            return 0 if not self._known_state().announced else die()

        monkeypatch.setattr(ColumnFiles, "finish", finish_nothing)
    else:
        monkeypatch.setattr(ColumnFiles, "_zero", die_midway)
    with pytest.raises(KeyboardInterrupt):
        ingester.index.delete("default", "duck3")
    monkeypatch.undo()
    monkeypatch.setattr(column_store, "MOST_IN_MEMORY", 8)
    ingester.index.catalog.close()
    again = opened(tmp_path)
    left = {*names} if killed == "before the commit" else {*names} - {"duck3"}
    assert check(snapshot(again)) == left
    add(again, "swan")
    assert check(snapshot(again)) == {*left, "swan"}
    after = erasable(snapshot(again).columns)
    ColumnFiles(folder_of(snapshot(again).columns)).verify()
    for id, row in before.items():
        assert after[id] == (bytes(len(row)) if id in gone and len(left) < 12 else row)


def folder_of(columns: ColumnStore) -> Path:
    build = columns.files.current()
    assert build is not None
    return build.folder


def erasable(columns: ColumnStore) -> dict[int, bytes]:
    """What the files have of each passage, gone or not."""
    mapped = ColumnFiles(folder_of(columns)).mapped()
    assert mapped is not None
    names = ("vectors", "sentences", "sentence_vectors", "tokens", "terms", "contexts", "sketches")
    return {
        int(id): b"".join(np.asarray(getattr(one, name)).tobytes() for name in names)
        for row, id in enumerate(mapped.columns.ids)
        for one in [mapped.columns.take(np.array([row]))]
    }


def document_of(now: Snapshot, id: int) -> str:
    return now.fetch([id])[id].document_id


def test_what_is_erased_while_it_is_written_is_in_no_file(
    ingester: Ingester, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"duck{n}" for n in range(20)]
    add(ingester, *names)
    columns, append = snapshot(ingester).columns, ColumnFiles.append
    columns.catch_up()
    add(ingester, *names[:9], text="flies.")

    def erase(self: ColumnFiles, part: PassageColumns, now: GenerationId) -> None:
        append(self, part, now)
        if self.folder != folder_of(columns):
            monkeypatch.setattr(ColumnFiles, "append", append)
            ingester.index.delete("default", names[10])

    monkeypatch.setattr(ColumnFiles, "append", erase)
    columns.catch_up()
    assert check(snapshot(ingester)) == {*names} - {names[10]}
    assert any(not any(row) for row in erasable(columns).values())


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
