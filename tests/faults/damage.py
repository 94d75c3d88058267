"""Damage each file that is derived from the catalog in each way, and see whether answers stay right.

`python -m tests.faults.damage` runs each case in a process of its own and prints what became of it.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.documents import Document
from index.errors import SourcelineError
from index.ingest.ingester import Ingester
from index.ingest.passages import PassageSizes
from index.store import vectors
from index.store.catalog.texts import PASSAGE_TEXT
from index.store.columns import column_store
from index.store.columns.passage_columns import columns_of
from index.store.passage_index import PassageIndex
from index.store.vector_codes import passage_vectors
from tests.support.fakes import FakeEmbedder

ROOT = Path(__file__).parent.parent.parent
SECONDS = 60.0
#: Of the catalog as it was earlier, in the template folder.
BACKUP = "earlier.sqlite"


def word(n: int) -> str:
    """The word that only document `n` has; letters alone, since a code is found by its parts, too."""
    return "word" + "".join("abcdefghij"[int(digit)] for digit in str(n)) + "ok"


def document(n: int, again: str = "") -> Document:
    """A document with a word that no other has."""
    return Document(
        f"d{n}", f"The {word(n)} stands {again} beside other{n % 7} and common things.", f"Title {n}"
    )


def open_home(home: Path) -> tuple[PassageIndex, Ingester]:
    """Open a data folder with the fake model."""
    index = PassageIndex(home)
    return index, Ingester(index, FakeEmbedder(), PassageSizes())


def make_template(home: Path) -> None:
    """Make a data folder that has every kind of derived file, and a backup of its catalog beside it."""
    vectors.MAX_TAIL_VECTORS = column_store.MOST_IN_MEMORY = 16
    index, ingester = open_home(home)
    ingester.add("default", [document(n) for n in range(40)])
    index.snapshot("default")
    with sqlite3.connect(home.parent / BACKUP) as backup:
        index.catalog.connection.backup(backup)
    backup.close()
    index.delete("default", "d3")
    ingester.add("default", [document(n) for n in range(40, 70)])
    ingester.add("default", [document(5, "anew"), document(50, "anew")])
    index.snapshot("default").columns.catch_up()
    index.catalog.scrub_log()
    index.catalog.close()


# Harms -----------------------------------------------------------------------------------------------------


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :] if data else data


HARMS: dict[str, Callable[[bytes], bytes | None]] = {
    "cut": lambda data: data[: len(data) // 2],
    "head flipped": lambda data: _flipped(data, 0),
    "middle flipped": lambda data: _flipped(data, len(data) // 2),
    "end flipped": lambda data: _flipped(data, len(data) - 1),
    "emptied": lambda data: b"",
    "zeroed": lambda data: bytes(len(data)),
    "removed": lambda data: None,
}
KINDS = (
    "meta.json",
    ".managed.json",
    "*.term",
    "*.idx",
    "*.pos",
    "*.store",
    "*.fast",
    "*.fieldnorm",
    "*.del",
    "base.column",
    "base.state.columns",
    "lexical.manifest",
    "vectors.manifest",
    "state.columns",
    "tokens.column",
    "token_starts.column",
    "columns.manifest",
)


def harm(home: Path, kind: str, name: str) -> None:
    """Do one harm to the largest file of a kind."""
    file = max((home / "collections").rglob(kind), key=lambda path: path.stat().st_size)
    data = HARMS[name](file.read_bytes())
    file.unlink()  # a file of its own, in case it is shared
    if data is not None:
        file.write_bytes(data)


def _remove_segment(home: Path) -> None:
    largest = max((home / "collections").rglob("*.store"), key=lambda path: path.stat().st_size)
    for file in largest.parent.glob(f"{largest.stem}.*"):
        file.unlink()


def _remove_folders(home: Path) -> None:
    for folder in [path for path in (home / "collections" / "1").iterdir() if path.is_dir()]:
        shutil.rmtree(folder)


def _say(manifest: str, text: str) -> Callable[[Path], None]:
    def say(home: Path) -> None:
        (home / "collections" / "1" / manifest).write_text(text)

    return say


def _swap_vectors(home: Path) -> None:
    """Vectors of the right size under the wrong ids."""
    import faiss

    (file,) = (home / "collections").rglob("base.column")
    found = faiss.read_index(str(file))
    ids = faiss.rev_swig_ptr(found.invlists.get_ids(0), found.ntotal)
    ids[:] = np.random.default_rng(0).integers(0, 2**62, found.ntotal)
    faiss.write_index(found, str(file))


def _zero_vectors(home: Path) -> None:
    """A file that FAISS reads, in which every vector is zero."""
    import faiss

    (file,) = (home / "collections").rglob("base.column")
    found = faiss.read_index(str(file))
    faiss.rev_swig_ptr(found.invlists.get_codes(0), found.ntotal * found.code_size)[:] = 0
    faiss.write_index(found, str(file))


def _leave_tombstones(home: Path) -> None:
    """What a kill left: the file of deleted documents is written, the commit that names it is not."""
    stores = home / "collections"
    shutil.copytree(stores, home / "before", copy_function=shutil.copy2)
    index, _ = open_home(home)
    index.delete("default", "d7")
    index.catalog.close()
    written = {path.name: path.read_bytes() for path in stores.rglob("*.del")}
    shutil.rmtree(stores)
    (home / "before").rename(stores)
    folder = next(stores.rglob("meta.json")).parent
    for name, data in written.items():
        (folder / name).write_bytes(data)


def _leave_draft(home: Path) -> None:
    folder = home / "collections" / "1" / "lexical-0123456789abcdef0123456789abcdef"
    shutil.copytree(next(home.rglob("meta.json")).parent, folder)
    (folder / "meta.json").write_bytes(b"{")


def restore(home: Path) -> None:
    """Put the earlier catalog back, as someone does who copies a backup."""
    for file in home.glob("catalog.sqlite*"):
        file.unlink()
    shutil.copy(home.parent / BACKUP, home / "catalog.sqlite")


def _restore_and_write(home: Path) -> None:
    restore(home)
    index, ingester = open_home(home)
    ingester.add("default", [document(200)])
    index.catalog.close()


def _restore_and_write_as_much(home: Path) -> None:
    """As many generations as the derived files have, of other documents."""
    restore(home)
    index, ingester = open_home(home)
    for n in range(3):
        ingester.add("default", [document(n) for n in range(300 + 9 * n, 309 + 9 * n)])
    index.catalog.close()


class Case(NamedTuple):
    """A way to damage a data folder."""

    name: str
    damage: Callable[[Path], None]


def _cases() -> Iterator[Case]:
    for kind in KINDS:
        for name in HARMS:
            yield Case(f"{kind} {name}", lambda home, kind=kind, name=name: harm(home, kind, name))  # type: ignore[misc]
    yield Case("a segment removed", _remove_segment)
    yield Case("all folders removed", _remove_folders)
    for manifest in ("lexical.manifest", "vectors.manifest", "vectors.json"):
        yield Case(f"{manifest} is a list", _say(manifest, "[]"))
        yield Case(f"{manifest} has words for numbers", _say(manifest, json.dumps({"generation": "x"})))
    yield Case("vectors under other ids", _swap_vectors)
    yield Case("vectors that are zero", _zero_vectors)
    yield Case("a killed deletion", _leave_tombstones)
    yield Case("a killed draft", _leave_draft)
    yield Case("an older catalog", restore)
    yield Case("an older catalog, then a write", _restore_and_write)
    yield Case("an older catalog, then many writes", _restore_and_write_as_much)


CASES = {case.name: case for case in _cases()}


# What is right ---------------------------------------------------------------------------------------------


def wrong_answers(index: PassageIndex) -> list[str]:
    """Where the searches of a data folder differ from what its catalog says."""
    snapshot = index.snapshot("default")
    rows = index.catalog.connection.execute(
        f"SELECT p.id, {PASSAGE_TEXT}, p.vector FROM passages p WHERE removed IS NULL ORDER BY id"
    ).fetchall()
    held = {row[0]: row[1] for row in rows}
    due = columns_of([*snapshot.fetch([*held]).values()])._asdict()
    columns = snapshot.columns_of([*held])._asdict()
    found = [f"{name} differs" for name in due if not np.array_equal(due[name], columns[name])]
    matrix = passage_vectors(np.stack([np.frombuffer(row[2], np.int8) for row in rows]))
    for n in [*range(0, 70, 3), 5, 50, 200, 303]:
        expected = {id for id, text in held.items() if re.search(rf"\b{word(n)}\b", text)}
        hits = {hit.passage for hit in snapshot.bm25(word(n), 10)}
        if hits != expected:
            found.append(f"{word(n)}: BM25 finds {hits}, not {expected}")
        question = FakeEmbedder().embed_questions([f"{word(n)} other{n % 7}"])[0].whole
        scores = np.sort(matrix @ question)[::-1][:5]
        dense = snapshot.dense(question, 5)
        if not np.allclose([hit.score for hit in dense], scores, atol=1e-3) or any(
            abs(hit.score - float(matrix[[*held].index(hit.passage)] @ question)) > 1e-3
            for hit in dense
            if hit.passage in held
        ):
            found.append(f"{word(n)}: dense finds {dense}, not {scores}")
        if not {hit.passage for hit in dense} <= held.keys():
            found.append(f"{word(n)}: dense finds what is gone")
    return found


def examine(home: Path) -> list[str]:
    """Search, write, delete and open again; what is wrong."""
    index, ingester = open_home(home)
    found = wrong_answers(index)
    ingester.add("default", [document(100), document(9, "newer")])
    found += wrong_answers(index)
    index.delete("default", "d12")
    found += wrong_answers(index)
    index.catalog.close()
    again, _ = open_home(home)
    found += wrong_answers(again)
    again.catalog.close()
    return found


# By hand ---------------------------------------------------------------------------------------------------


def _one(home: Path, case: str) -> str:
    CASES[case].damage(home)
    try:
        wrong = examine(home)
    except SourcelineError as error:
        return f"one line: {error}"
    except BaseException as error:
        return f"failed: {type(error).__name__} {str(error)[:100]!r}"
    return f"wrong: {wrong[0][:120]}" if wrong else "healed"


def main() -> int:
    """Run every case, or one; 1 where one did not heal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    vectors.MAX_TAIL_VECTORS = column_store.MOST_IN_MEMORY = 16
    if options.case:
        print(f"\n{_one(options.home, options.case)}")
        return 0
    outcomes = collections.Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        make_template(Path(folder) / "template")
        for case in CASES:
            outcome, seconds = _in_process(Path(folder), case)
            outcomes[outcome.split(":")[0]] += 1
            print(f"{case:45} {seconds:5.1f} s  {outcome}", flush=True)
    print(dict(outcomes))
    return 0 if set(outcomes) == {"healed"} else 1


def _in_process(folder: Path, case: str) -> tuple[str, float]:
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(folder / "template", home)
    command = [sys.executable, "-m", "tests.faults.damage", "--case", case, "--home", str(home)]
    began = time.monotonic()
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "hung: no answer in a minute", SECONDS
    last = done.stdout.strip().splitlines()[-1:] or [f"failed: exit {done.returncode}"]
    return last[0], time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
