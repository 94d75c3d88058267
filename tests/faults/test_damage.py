"""Whatever happens to derived files, and whichever catalog lies beside them, answers stay right."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from index.errors import DerivedStoreDamaged, NotSearchable
from index.store import derived_files, derived_stores, vectors
from index.store.columns import column_store
from index.store.passage_index import PassageIndex
from tests.faults.damage import (
    BACKUP,
    CASES,
    KINDS,
    document,
    examine,
    harm,
    make_template,
    open_home,
    restore,
    wrong_answers,
)
from tests.support.waiting import until


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with every kind of derived file."""
    home = tmp_path_factory.mktemp("template") / "home"
    most = vectors.MAX_TAIL_VECTORS, column_store.MOST_IN_MEMORY
    make_template(home)
    vectors.MAX_TAIL_VECTORS, column_store.MOST_IN_MEMORY = most
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, and of the backup beside it."""
    monkeypatch.setattr(vectors, "MAX_TAIL_VECTORS", 16)
    shutil.copytree(template, tmp_path / "home")
    shutil.copy(template.parent / BACKUP, tmp_path)
    return tmp_path / "home"


def test_the_template_has_every_kind_of_file(home: Path) -> None:
    assert all([*(home / "collections").rglob(kind)] for kind in KINDS)
    assert not wrong_answers(open_home(home)[0])


@pytest.mark.parametrize("case", CASES)
def test_answers_stay_right(home: Path, case: str) -> None:
    CASES[case].damage(home)
    assert not examine(home)


@pytest.mark.parametrize(
    ("case", "stores"), [("*.store middle flipped", 1), ("base.column zeroed", 1), ("an older catalog", 2)]
)
def test_each_store_built_anew_is_told_of_once(
    home: Path, case: str, stores: int, caplog: pytest.LogCaptureFixture
) -> None:
    CASES[case].damage(home)
    for _ in range(2):
        index, _ = open_home(home)
        assert not wrong_answers(index)
        index.catalog.close()
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len([line for line in said if "rebuilt" in line]) == stores
    assert not any("\n" in line for line in said)


@pytest.mark.parametrize("kind", ["*.idx", "base.column"])
def test_of_large_files_the_rest_is_read_in_the_background(
    home: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived_files, "MAX_BYTES_VERIFIED_ON_OPEN", 0)
    monkeypatch.setattr(derived_stores, "SECONDS_BEFORE_VERIFYING", 0)
    monkeypatch.setattr(derived_files, "HEAD_BYTES", 16)
    # The sums of the heads above are of more bytes: have both stores written again.
    shutil.rmtree(home / "collections")
    index, _ = open_home(home)
    assert not wrong_answers(index)
    index.catalog.close()
    (folder,) = {path.parent for path in (home / "collections").rglob(kind)}
    harm(home, kind, "end flipped")
    reopened, _ = open_home(home)
    reopened.snapshot("default")
    until(lambda: not folder.exists())
    assert not wrong_answers(reopened)


def test_damage_met_by_a_search_is_mended_only_where_files_differ(home: Path) -> None:
    index, _ = open_home(home)
    before = index.snapshot("default")
    damage = DerivedStoreDamaged("A search failed.")
    with pytest.raises(DerivedStoreDamaged, match="A search failed"):
        index.recover("default", damage)
    assert index.snapshot("default") is before
    harm(home, "*.term", "end flipped")
    index.recover("default", damage)
    assert index.snapshot("default") is not before
    assert not wrong_answers(index)


def test_a_writer_that_never_publishes_is_told_of_in_time(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(home / "collections")
    monkeypatch.setattr("index.store.searchable_collections.SNAPSHOT_TIMEOUT_SECONDS", 0.2)
    index, _ = open_home(home)
    other = PassageIndex(home)
    with other.catalog.writer_lock():
        with pytest.raises(NotSearchable, match="within 0 s"):
            index.snapshot("default")
        assert [*index.unsearchable()] == ["default"]
    assert not index.unsearchable()
    assert not index.has_failures


def test_a_catalog_restored_under_a_running_process_is_noticed(home: Path) -> None:
    """The tokens differ, so what is in memory is not gone on from."""
    index, _ = open_home(home)
    index.snapshot("default")
    index.catalog.close()
    restore(home)
    assert not wrong_answers(index)


def test_nothing_is_left_of_drafts_and_earlier_builds(home: Path) -> None:
    index, ingester = open_home(home)
    for name in ("lexical", "lexical-abandoned"):
        (home / "collections" / "1" / name).mkdir()
    for n in range(3):
        ingester.add("default", [document(400 + n)])
    index.snapshot("default")
    names = [path.name.split("-")[0] for path in (home / "collections" / "1").iterdir()]
    stores = ("columns", "lexical", "vectors")
    assert sorted(names) == sorted(part for store in stores for part in (store, f"{store}.manifest"))


def test_a_file_system_without_hard_links_will_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no hard links")

    monkeypatch.setattr("os.link", refuse)
    assert not examine(home)
