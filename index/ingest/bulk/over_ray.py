"""Ingest files over a Ray cluster.  Only this module imports ray.

Workers are tasks without a state of their own: one that is killed is run again elsewhere, and nothing was
written that could be doubled.  The one writer publishes what they return, batch by batch, each in a
transaction.  So a run that is stopped goes on where it stopped: what the index has is read again, but not
embedded.  At most `AHEAD` batches for each worker wait for the writer, whatever the number of files.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from index.errors import InvalidInput
from index.ingest.bulk.prepare_batch import BatchRecipe, PreparedBatch, prepare_batch
from index.ingest.files import SourceFile
from index.ingest.ingest_files import Delete, FileBatch, Report, batches, size_of
from index.ingest.ingester import Ingester, ignore_progress
from index.ingest.outcome import Outcome, Status
from index.ingest.prepare import Progress
from index.store.catalog import collections, fingerprints
from index.store.catalog.documents import Address

log = logging.getLogger(__name__)

LOCAL = "local"
#: Batches that are worked on, or wait to be published, for each worker.
AHEAD = 2
#: How often a batch whose worker was lost is tried again, before its files are tried one by one.
RETRIES = 3
#: Memory of a local cluster for what workers return.
LOCAL_STORE_BYTES = 200 << 20
EXTRA = "Install it with `pip install 'sourceline[ray]'`."


def ingest_over_ray(
    ingester: Ingester,
    collection: str,
    given: Sequence[SourceFile],
    recipe: BatchRecipe,
    report: Report,
    progress: Progress = ignore_progress,
    *,
    address: str = LOCAL,
    workers: int = 0,
    delete: Delete | None = None,
) -> None:
    """As `ingest_files`, with the reading, cutting and embedding done by the workers of a Ray cluster.

    Workers read the files at the same paths as this process, so on several machines these are on a disk that
    all of them have.

    Args:
        recipe: That of the ingester.
        address: Of the cluster, such as `ray://head:10001`; `LOCAL` starts one on this machine.
        workers: How many of a local cluster; 0 takes one for each core.

    Raises:
        InvalidInput: Ray is not installed, or there is no cluster at the address.
    """
    total = sum(map(size_of, given))
    done = 0
    with _cluster(address, workers) as ray:
        for files, batch in _prepared(ray, ingester, collection, [*batches(given)], recipe):
            _publish(ingester, collection, report, delete, files, batch)
            done += sum(map(size_of, files))
            progress(done, total)


@contextmanager
def _cluster(address: str, workers: int) -> Iterator[Any]:
    """A connection to the cluster."""
    try:
        import ray
    except ImportError as error:
        raise InvalidInput("Ray is not installed.", field="--ray", hint=EXTRA) from error
    quiet: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
    local = {"include_dashboard": False, "object_store_memory": LOCAL_STORE_BYTES}
    own = (
        {"address": LOCAL, "num_cpus": workers or None, **local} if address == LOCAL else {"address": address}
    )
    try:
        ray.init(**own, **quiet)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise InvalidInput(
            f"There is no Ray cluster to be reached: {str(error).splitlines()[0][:200]}",
            field="--ray",
            hint="Name the address of one, such as ray://head:10001, or `local`.",
        ) from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _prepared(
    ray: Any,
    ingester: Ingester,
    collection: str,
    waiting: Sequence[list[SourceFile]],
    recipe: BatchRecipe,
) -> Iterator[tuple[list[SourceFile], PreparedBatch | None]]:
    """The batches as workers finish them; None for a file whose worker was lost each time."""
    task = ray.remote(num_cpus=1, max_retries=RETRIES)(prepare_batch)
    shared = ray.put(recipe)
    queue = deque(waiting)
    running: dict[Any, list[SourceFile]] = {}
    while queue or running:
        most = AHEAD * max(int(ray.cluster_resources().get("CPU", 1)), 1)
        while queue and len(running) < most:
            files = queue.popleft()
            running[task.remote(files, shared, _known(ingester, collection, files))] = files
        (ready, *_), _ = ray.wait([*running], num_returns=1)
        files = running.pop(ready)
        try:
            batch: PreparedBatch | None = ray.get(ready)
        except ray.exceptions.RayTaskError:
            raise  # a defect, not a lost worker
        except ray.exceptions.RayError as error:
            log.warning("The worker of %d files was lost %d times: %s", len(files), RETRIES + 1, error)
            if len(files) > 1:
                queue.extendleft([file] for file in reversed(files))
                continue
            batch = None
        yield files, batch


def _known(ingester: Ingester, collection: str, files: Sequence[SourceFile]) -> dict[Address, str]:
    """The fingerprints of the documents of these files that the index has."""
    with ingester.catalog.reading() as db:
        names = [one.name for one, _ in collections.all_collections(db)]
        if collection not in names:
            return {}
        return fingerprints.fingerprints_of(
            db, collections.find(db, collection), [(file.source, file.id) for file in files]
        )


def _publish(
    ingester: Ingester,
    collection: str,
    report: Report,
    delete: Delete | None,
    files: Sequence[SourceFile],
    batch: PreparedBatch | None,
) -> None:
    if batch is None:
        for file in files:
            report(Outcome(file.id, Status.FAILED, "Its worker was lost each time.", source=file.source))
        return
    fingerprints: Mapping[Address, str] = batch.fingerprints

    files_of_batch = FileBatch(ingester, collection, {})
    files_of_batch.publish(
        batch.read,
        lambda read, _: ingester.add_prepared(
            collection, [(one, fingerprints[Address(one.source, one.id)]) for one in read], batch.prepared
        ),
    )
    files_of_batch.record(report, delete)
