"""Bytes that change on the disk, and catalogs that are put back from an earlier day."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

from index.errors import SourcelineError
from index.store.catalog import documents
from index.store.catalog.collections import find
from index.store.passage_index import PassageIndex
from qa.examination import examine
from tests.faults import damage
from tests.faults.trial import Trial
from tests.faults.writer_process import compact_often, ended, started
from tests.support.two_documents import open_index

OLDER = [name for name in damage.CASES if name.startswith("an older catalog")]


def _make(home: Path) -> None:
    """What a process does that makes a folder with every kind of file, and an earlier catalog beside it."""
    damage.make_template(home)


def _template(folder: Path) -> Path:
    """A copy of a data folder that has all kinds of files; made once for each parent of `folder`."""
    made = folder.parent / "template" / "home"
    if not made.exists():
        made.parent.mkdir(exist_ok=True)
        ended(started(_make, made))
    shutil.copy(made.parent / damage.BACKUP, folder)
    return Path(shutil.copytree(made, folder / "home"))


def _try_case(folder: Path, name: str) -> Trial:
    compact_often()
    home = _template(folder)
    damage.CASES[name].damage(home)
    began = time.monotonic()
    try:
        wrong = damage.examine(home)
    except SourcelineError as error:
        return Trial(crashed=1, notes=(f"{name}: {error}",))
    seconds = time.monotonic() - began
    notes = tuple(f"{name}: {one[:200]}" for one in wrong)
    return Trial(lost=bool(wrong), seconds=seconds, notes=notes)


def derived_file(folder: Path, chance: random.Random) -> Trial:
    """Cut, flip, empty, zero or remove a file that is derived from the catalog; answers stay right."""
    return _try_case(folder, chance.choice([name for name in damage.CASES if name not in OLDER]))


def older_catalog(folder: Path, chance: random.Random) -> Trial:
    """Put the catalog of an earlier day back under newer indexes, as a restore by hand does."""
    return _try_case(folder, chance.choice(OLDER))


def flipped_bit(folder: Path, chance: random.Random) -> Trial:
    """Flip one bit of the catalog: all is shown as before, or the damage is told, by `qa doctor` at last."""
    compact_often()
    home = _template(folder)
    before = _shown(home)
    shutil.rmtree(home)
    home = _template(folder)
    path = home / "catalog.sqlite"
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    told = False
    try:
        after = _shown(home)
    except SourcelineError:
        told = True
    if not told and after == before:
        return Trial()
    began = time.monotonic()
    found = any(check.wrong for check in examine(home, repair=False))
    seconds = time.monotonic() - began
    if found or told:
        return Trial(seconds=seconds)
    changed = [(old, new) for old, new in zip(before, after, strict=False) if old != new][:1]
    return Trial(lost=1, seconds=seconds, notes=(f"bit at {at}: {str(changed)[:300]}",))


def _shown(home: Path) -> list[object]:
    """All that a data folder shows: documents, their texts, passages, and what searches find."""
    index, _ = open_index(home)
    try:
        return _read(index)
    finally:
        index.catalog.close()


def _read(index: PassageIndex) -> list[object]:
    snapshot = index.snapshot("default")
    db = index.catalog.connection
    collection = find(db, "default")
    shown: list[object] = []
    for (id,) in db.execute("SELECT id FROM documents ORDER BY id").fetchall():
        row = documents.show(db, collection, id)
        shown += [row, documents.version_text(db, collection, id, row.version)]
    ids = [id for (id,) in db.execute("SELECT id FROM passages WHERE removed IS NULL ORDER BY id")]
    for passage in snapshot.fetch(ids).values():
        shown.append(
            (passage.id, passage.span, passage.text, passage.document_title, passage.vector.tobytes())
        )
    for n in range(0, 70, 7):
        shown += [*snapshot.bm25(damage.word(n), 10)]
    return shown
