"""Bulk ingestion over a local Ray: the same passages as without it, and workers that are killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from index.embed.protocol import PassageText, PassageVectors
from index.ingest import ingest_files as batching
from index.ingest.bulk import over_ray
from index.ingest.bulk.over_ray import ingest_over_ray
from index.ingest.bulk.prepare_batch import BatchRecipe, prepare_batch
from index.ingest.files import SourceFile, find
from index.ingest.formats.limits import Limits
from index.ingest.ingest_files import ingest_files
from index.ingest.ingester import Ingester
from index.ingest.outcome import Outcome, Status
from index.ingest.passages import PassageSizes
from index.store.catalog.documents import Address
from index.store.catalog.texts import PASSAGE_TEXT
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder
from tests.support.machine import LACKS
from tests.support.two_documents import open_index

FILES = 24


class WatchedEmbedder(FakeEmbedder):
    """Leaves a file named by its process for each batch that it embeds, and takes a moment.

    Args:
        folder: Where to.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        (self._folder / f"{os.getpid()} {time.monotonic_ns()}").touch()
        time.sleep(0.3)
        return super().embed_passages(passages)


class DeadlyEmbedder(FakeEmbedder):
    """Ends its process at a certain word."""

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        if any("hemlock" in passage.text for passage in passages):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_passages(passages)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "BATCH_BYTES", 1500)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    for n in range(FILES):
        (made / f"{n}.md").write_text(f"# Number {n}\n\n" + f"Wax {n} melts at {n + 40} degrees. " * 15)
    return made


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    made = tmp_path / "embedded"
    made.mkdir()
    return made


def rows(index: PassageIndex) -> list[tuple[object, ...]]:
    """All of every passage but numbers that depend on the order of batches."""
    return index.catalog.connection.execute(
        f"""SELECT d.id, v.name, p.start, p.end, {PASSAGE_TEXT}, p.headings, p.sentences, p.terms, p.vector,
                  p.sentence_vectors, p.token_vectors, p.signature, p.removed
           FROM passages p JOIN versions v ON v.key = p.version JOIN documents d ON d.key = v.document
           ORDER BY d.id, p.start"""
    ).fetchall()


def over(
    ingester: Ingester, files: list[SourceFile], recipe: BatchRecipe, progress: list[tuple[int, int]]
) -> list[Outcome]:
    pytest.importorskip("ray", reason=f"{LACKS}ray (pip install 'sourceline[ray]')")
    outcomes: list[Outcome] = []
    ingest_over_ray(
        ingester,
        "default",
        files,
        recipe,
        outcomes.append,
        lambda done, total: progress.append((done, total)),
        workers=2,
    )
    return outcomes


def kill_one_worker(watched: Path, after: int, killed: list[int]) -> None:
    """Kill whichever worker embedded last, once so many batches were embedded."""
    made = sorted(watched.iterdir(), key=lambda path: int(path.name.split()[1]))
    if not killed and len(made) >= after:
        pid = int(made[-1].name.split()[0])
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_and_doubles_nothing(
    folder: Path, watched: Path, tmp_path: Path
) -> None:
    pytest.importorskip("ray", reason=f"{LACKS}ray (pip install 'sourceline[ray]')")
    plain, ingester = open_index(tmp_path / "plain")
    ingest_files(ingester, "default", find([folder]), lambda outcome: None)

    index, ingester = open_index(tmp_path / "ray")
    killed: list[int] = []
    outcomes: list[Outcome] = []
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        kill_one_worker(watched, 4, killed)

    recipe = BatchRecipe(partial(WatchedEmbedder, watched), PassageSizes())
    ingest_over_ray(ingester, "default", find([folder]), recipe, outcomes.append, progress, workers=2)
    pids = {int(path.name.split()[0]) for path in watched.iterdir()}
    assert killed
    assert len(pids) >= 3  # two, and the one in place of the killed one
    assert sorted(one.document_id for one in outcomes) == sorted(f"{n}.md" for n in range(FILES))
    assert {one.status for one in outcomes} == {Status.NEW}
    assert rows(index) == rows(plain)
    assert len(rows(index)) >= FILES
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_and_embeds_nothing_twice(
    folder: Path, watched: Path, tmp_path: Path
) -> None:
    pytest.importorskip("ray", reason=f"{LACKS}ray (pip install 'sourceline[ray]')")
    index, ingester = open_index(tmp_path / "ray")
    recipe = BatchRecipe(partial(WatchedEmbedder, watched), PassageSizes())

    def stop(done: int, total: int) -> None:
        if done >= total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest_over_ray(ingester, "default", find([folder]), recipe, lambda one: None, stop, workers=2)
    half = len(index.snapshot("default").vectors)
    assert 0 < half < FILES
    for path in watched.iterdir():
        path.unlink()
    progress: list[tuple[int, int]] = []
    outcomes = over(ingester, find([folder]), recipe, progress)
    assert [one.status for one in outcomes].count(Status.UNCHANGED) == half
    assert len(index.snapshot("default").vectors) == FILES
    before = len([*watched.iterdir()])
    over(ingester, find([folder]), recipe, progress)
    assert len([*watched.iterdir()]) == before  # all is there: nothing is embedded


@pytest.mark.slow
def test_a_file_that_kills_every_worker_fails_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(over_ray, "RETRIES", 0)
    (folder / "0.md").write_text("Never drink hemlock.")
    index, ingester = open_index(tmp_path / "ray")
    outcomes = over(ingester, find([folder]), BatchRecipe(DeadlyEmbedder, PassageSizes()), [])
    failed = [one for one in outcomes if one.status is Status.FAILED]
    assert [one.document_id for one in failed] == ["0.md"]
    assert "worker was lost" in failed[0].reason
    assert len(index.snapshot("default").vectors) == FILES - 1


# Without Ray ------------------------------------------------------------------------------------------------


def test_a_batch_says_what_it_could_not_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Wax melts.")
    (tmp_path / "bad.pdf").write_bytes(b"no pdf")
    (tmp_path / "empty.txt").write_text("  ")
    batch = prepare_batch(find([tmp_path]), BatchRecipe(FakeEmbedder, PassageSizes(), Limits()), {})
    assert [one.document.id for one in batch.prepared] == ["good.txt"]
    assert sorted(one.document_id for read in batch.read for one in read.failures) == ["bad.pdf", "empty.txt"]


def test_what_is_known_is_not_embedded(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Wax melts.")
    recipe = BatchRecipe(FakeEmbedder, PassageSizes(), Limits())
    first = prepare_batch(find([tmp_path]), recipe, {})
    again = prepare_batch(find([tmp_path]), recipe, first.fingerprints)
    assert again.prepared == []
    assert again.fingerprints == first.fingerprints


def test_a_document_that_changed_meanwhile_is_prepared_by_the_writer(tmp_path: Path) -> None:
    file = tmp_path / "files" / "a.txt"
    file.parent.mkdir()
    file.write_text("Wax melts.")
    index, ingester = open_index(tmp_path / "home")
    recipe = BatchRecipe(FakeEmbedder, PassageSizes(), Limits())
    batch = prepare_batch(find([file]), recipe, {})
    known = batch._replace(prepared=[])  # as if the index had had it
    (document,) = known.read[0].documents
    address = Address(document.source, document.id)
    outcomes = ingester.add_prepared("default", [(document, known.fingerprints[address])], known.prepared)
    assert [one.status for one in outcomes] == [Status.NEW]
    assert len(index.snapshot("default").vectors) == 1
