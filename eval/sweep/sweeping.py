"""Run a set for every row of a sweep; what was finished before is taken from its record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from eval.ablation.switching import Switch, switched_off
from eval.client import AskOptions, LocalClient
from eval.corpus import open_corpus
from eval.jsonable import jsonable
from eval.provenance import software_hash
from eval.questions import EvalSet
from eval.run_record import RUN_FILE, Run, read_run, write_whole
from eval.runner import Plan, run_set, set_hash
from eval.sweep.collection_documents import collection_documents
from eval.sweep.knobs import SERVING, Row
from index.documents import Document
from index.ingest.prepare import Progress
from index.store.catalog.collections import find
from qa.service import Service
from qa.settings import Settings

KEY_FILE = "row.json"
#: Shows the progress of what it is given the name of.
Shown = Callable[[str], AbstractContextManager[Progress]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is compared.

    Args:
        rows: The first is what the others are compared with.
        options: How questions are asked, but for what a row changes.
        folder: Of the records, one folder a row.
        open_service: Opens a data folder.
    """

    evalset: EvalSet
    rows: Sequence[Row]
    options: AskOptions
    folder: Path
    open_service: Callable[[Settings], Service]
    parallel: int = 2


def sweep(plan: Sweep, shown: Shown, say: Callable[[str], None]) -> list[Run]:
    """The runs of all rows, in order.

    All rows ask one kind of index, so that they differ in nothing else: indexes of their own where any row
    cuts or embeds passages in another way, or the set has its documents; else the local one.

    Raises:
        BadSet, NotFound, InvalidInput: The set does not fit, or a row cannot be run; finished rows are kept.
    """
    for row in plan.rows:  # Before the first is run, so that no mistake shows after an hour.
        row.options(plan.options), row.settings(), row.weights
    documents: Sequence[Document] = plan.evalset.documents
    if not documents and any(row.ingests for row in plan.rows):
        documents = collection_documents(plan.open_service(Settings()), plan.options.collection)
    runs = []
    for number, row in enumerate(plan.rows, 1):
        title = f"Row {number} of {len(plan.rows)}, {row.name}"
        runs.append(_run(plan, row, documents, title, shown, say))
    return runs


def _run(
    plan: Sweep, row: Row, documents: Sequence[Document], title: str, shown: Shown, say: Callable[[str], None]
) -> Run:
    key = _key(plan, row, documents)
    name = hashlib.sha256(json.dumps(jsonable(row.changes)).encode()).hexdigest()[:8]
    folder = plan.folder / f"{row.name[:60].replace(' ', '_').replace('/', '-')}-{name}"
    if _known(folder) == key:
        say(f"{title}: done before.")
        return read_run(folder)
    with _weighted(row), shown(title) as progress:
        service = _service(plan, row, documents, progress)
        place, collection = ("corpus", "default") if documents else ("local", plan.options.collection)
        options = replace(row.options(plan.options), collection=collection)
        evalset = replace(plan.evalset, documents=documents) if documents else plan.evalset
        run = run_set(
            Plan(evalset, LocalClient(service), options, place, plan.parallel), folder, progress, say
        )
    write_whole(folder / KEY_FILE, json.dumps(key, indent=1) + "\n")
    return run


def _service(plan: Sweep, row: Row, documents: Sequence[Document], progress: Progress) -> Service:
    settings = row.settings()
    if not documents:
        return plan.open_service(settings)
    return open_corpus(documents, settings, progress, None, plan.open_service)


@contextmanager
def _weighted(row: Row) -> Iterator[None]:
    """The row's weights in place of the fitted ones, wherever they are loaded."""
    weights = row.weights
    if weights is None:
        yield
        return
    with switched_off([Switch("qa.confidence.weights:load_weights", lambda: weights)]):
        yield


def _key(plan: Sweep, row: Row, documents: Sequence[Document]) -> dict[str, object]:
    """All that a row's values depend on, as JSON gives it back."""
    settings = row.settings()
    key: dict[str, object] = {
        "changes": dict(row.changes),
        "settings": {name: str(getattr(settings, name)) for name in (*SERVING, "max_error_rate")},
        "options": jsonable(row.options(plan.options)),
        "set": set_hash(replace(plan.evalset, documents=documents)),
        "software": software_hash(),
        "parallel": plan.parallel,
    }
    if not documents:
        service = plan.open_service(settings)
        with service.index.catalog.reading() as db:
            key["generation"] = str(find(db, plan.options.collection).generation_id)
    loaded: dict[str, object] = json.loads(json.dumps(key))
    return loaded


def _known(folder: Path) -> object:
    """The key of the run in a folder; None where none was finished."""
    try:
        return (
            json.loads((folder / KEY_FILE).read_text(encoding="utf-8"))
            if (folder / RUN_FILE).exists()
            else None
        )
    except (OSError, ValueError):
        return None
