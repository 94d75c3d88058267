"""Compare every derived store of every collection with the catalog, and rebuild those that differ."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from index.errors import NotSearchable, SourcelineError
from index.store.catalog import collections, passages
from index.store.doctor.check import Check, named
from index.store.passage_index import PassageIndex

#: How often a write may come between reading the catalog and reading the stores.
MAX_ATTEMPTS = 10


def derived_checks(index: PassageIndex, *, repair: bool) -> Iterator[Check]:
    """Read every byte of every derived store, and compare its passages with the catalog's."""
    for collection, counts in collections.all_collections(index.catalog.connection):
        yield _store_check(index, collection.name, counts.passages, repair=repair)
    yield _orphans(index, repair=repair)


def _store_check(index: PassageIndex, name: str, count: int, *, repair: bool) -> Check:
    wrong = [damage.detail for damage in index.verify(name)]
    remedy, repaired = "", False
    try:
        if not wrong:
            wrong += [
                f"The {store} store has other passages than the catalog." for store in _differing(index, name)
            ]
        if wrong and repair:
            index.rebuild(name)
            if left := _differing(index, name):
                remedy = f"{', '.join(left)} differ even after they were rebuilt: please report this defect."
            repaired = not left
    except SourcelineError as error:
        wrong.append(error.detail)
        remedy = error.hint
    return Check(
        f"indexes of {name!r}", "files (SHA-256) and passages", count, named(wrong), repaired, remedy
    )


def _differing(index: PassageIndex, name: str) -> list[str]:
    """The stores whose passages differ from those of the catalog at the same generation."""
    for _ in range(MAX_ATTEMPTS):
        snapshot = index.snapshot(name)
        with index.catalog.reading() as db:
            if collections.find(db, name).generation_id != snapshot.generation_id:
                continue
            due = set(passages.live_ids(db, snapshot.collection))
        held = snapshot.held_ids()
        return [store for store, ids in held.items() if ids != due]
    raise NotSearchable(
        f"Collection {name!r} changes faster than it can be examined.",
        field="collection",
        hint="Try again when fewer documents are being written.",
    )


def _orphans(index: PassageIndex, *, repair: bool) -> Check:
    """Files that belong to nothing: of collections that are gone, of builds that a kill left."""
    with index.catalog.writer_lock():
        left = [*_left_behind(index)]
        if repair:
            for path in left:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    home = index.catalog.home
    wrong = named(f"{path.relative_to(home)} belongs to nothing" for path in left)
    count = sum(1 for path in home.rglob("*") if path.is_file())
    return Check("files", "what belongs to nothing", count, wrong, repair and bool(left))


def _left_behind(index: PassageIndex) -> Iterator[Path]:
    home = index.catalog.home
    known = {
        str(collection.key): collection
        for collection, _ in collections.all_collections(index.catalog.connection)
    }
    for path in sorted((home / "collections").glob("*")):
        if path.name not in known:
            yield path
        else:
            yield from index.unreferenced_files(known[path.name])
    yield from sorted(home.glob("*.partial"))
    yield from sorted(home.glob("*.sqlite.new*"))
