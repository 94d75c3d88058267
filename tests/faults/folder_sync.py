"""Synchronise a large folder of mixed files, change it, synchronise it again, and count exactly.

`python -m tests.faults.folder_sync --files 1000` prints the counts and the seconds of each pass.  Files are
made up; one in twenty is broken.  `--real DIR` copies the files of a folder in; `--kills 20` kills each pass
that often before it may end; `--real-model` embeds with the bundled model.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from tests.faults.kills import ids
from tests.support.pdf_files import paragraph, pdf
from tests.support.project import ROOT

WORDS = ["harbour", "ledger", "valve", "turbine", "orchard", "committee", "invoice", "tunnel", "glacier"]
#: One file in so many is broken.
BROKEN_SHARE = 20
EDITED, RENAMED, DELETED, ADDED = 50, 30, 40, 60
#: SQL that counts what should not be there.
ORPHANS = {
    "documents without a current version": "documents WHERE version IS NULL",
    "documents without a source": "documents WHERE source NOT IN (SELECT key FROM sources)",
    "versions without a document": "versions WHERE document NOT IN (SELECT key FROM documents)",
    "passages without a version": "passages WHERE version NOT IN (SELECT key FROM versions)",
    "attributes without a version": "attributes WHERE version NOT IN (SELECT key FROM versions)",
    "documents without passages": "documents WHERE version NOT IN "
    "(SELECT version FROM passages WHERE removed IS NULL)",
    "live passages of an old version": "passages WHERE removed IS NULL "
    "AND version NOT IN (SELECT version FROM documents)",
}


class Made(NamedTuple):
    """A file that was made up.

    Args:
        data: Its bytes.
        documents: What the ids of its documents have behind its name; none where it is broken.
    """

    data: bytes
    documents: tuple[str, ...] = ("",)


def _text(chance: random.Random) -> str:
    sentences = [
        f"The {chance.choice(WORDS)} of {chance.choice(WORDS)} {chance.getrandbits(32):x} was kept in "
        f"{chance.randrange(1900, 2030)} near the {chance.choice(WORDS)}."
        for _ in range(chance.randrange(2, 30))
    ]
    return " ".join(sentences)


def _plain(chance: random.Random) -> Made:
    return Made(_text(chance).encode())


def _markdown(chance: random.Random) -> Made:
    return Made(f"# {chance.choice(WORDS).title()} {chance.getrandbits(20)}\n\n{_text(chance)}\n".encode())


def _html(chance: random.Random) -> Made:
    return Made(f"<html><body><h1>{chance.choice(WORDS)}</h1><p>{_text(chance)}</p></body></html>".encode())


def _csv(chance: random.Random) -> Made:
    rows = "".join(f"{chance.choice(WORDS)},{chance.randrange(1000)}\n" for _ in range(20))
    return Made(f"Place,Number {chance.getrandbits(20)}\n{rows}".encode())


def _json(chance: random.Random) -> Made:
    return Made(json.dumps({"name": chance.choice(WORDS), "about": _text(chance)}).encode())


def _pdf(chance: random.Random) -> Made:
    return Made(pdf([paragraph([f"{word} {chance.getrandbits(32):x} was here." for word in WORDS], 700)]))


def _mail(chance: random.Random) -> Made:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", chance.choice(WORDS)
    message.set_content(_text(chance))
    message.add_attachment(_text(chance), filename="attached.txt")
    return Made(message.as_bytes(), ("", "/attached.txt"))


def _archive(chance: random.Random) -> Made:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("one.txt", "two.md", "in/three.txt"):
            made.writestr(name, _text(chance))
    return Made(data.getvalue(), ("/one.txt", "/two.md", "/in/three.txt"))


KINDS: dict[str, Callable[[random.Random], Made]] = {
    ".txt": _plain,
    ".md": _markdown,
    ".html": _html,
    ".csv": _csv,
    ".json": _json,
    ".rst": _plain,
    ".pdf": _pdf,
    ".eml": _mail,
    ".zip": _archive,
}


class Folder:
    """A folder of made-up files, and what should be known of it.

    Args:
        path: Where it is.
        chance: Decides everything.
    """

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.path = path
        self._chance = chance
        self._number = 0
        self.files: dict[str, Made] = {}
        self.broken: set[str] = set()
        self._touched: set[str] = set()

    def add(self, count: int) -> None:
        """Make files up; every twentieth is broken."""
        for _ in range(count):
            self._number += 1
            suffix = [*KINDS][self._number % len(KINDS)]
            below = self._chance.choice(["", "reports/", "notes/2024/", "mail box/", "über/"])
            name = f"{below}{self._chance.choice(WORDS)}-{self._number}{suffix}"
            made = KINDS[suffix](self._chance)
            if self._number % BROKEN_SHARE == 0:
                made = Made(b"\x7fELF" + self._chance.randbytes(500), ())
                self.broken.add(name)
            self._write(name, made)

    def _write(self, name: str, made: Made) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.data)
        self.files[name] = made

    def _some(self, count: int) -> list[str]:
        good = sorted(self.files.keys() - self.broken - self._touched)
        chosen = self._chance.sample(good, count)
        self._touched |= {*chosen}
        return chosen

    def change(self) -> dict[str, int]:
        """Edit, rename, delete and add; returns the documents with each outcome."""
        self._touched = set()
        edited, renamed, deleted = self._some(EDITED), self._some(RENAMED), self._some(DELETED)
        counts = {
            "replaced": sum(len(self.files[name].documents) for name in edited),
            "renamed": sum(len(self.files[name].documents) for name in renamed),
            "deleted": sum(len(self.files[name].documents) for name in deleted),
        }
        for name in edited:
            self._write(name, KINDS[Path(name).suffix](self._chance))
        for name in renamed:
            to = f"moved/{Path(name).stem} again{Path(name).suffix}"
            (self.path / "moved").mkdir(exist_ok=True)
            (self.path / name).rename(self.path / to)
            self.files[to] = self.files.pop(name)
        for name in deleted:
            (self.path / name).unlink()
            del self.files[name]
        had = self.documents
        self.add(ADDED)
        return {**counts, "new": self.documents - had}

    @property
    def documents(self) -> int:
        """How many documents there should be."""
        return len(self.ids)

    @property
    def ids(self) -> set[str]:
        """Their ids."""
        return {name + behind for name, made in self.files.items() for behind in made.documents}


def _written(home: Path) -> int:
    """A number that grows with every write."""
    try:
        with closing(sqlite3.connect(f"file:{home}/catalog.sqlite?mode=ro", uri=True)) as db:
            row = db.execute("SELECT coalesce(sum(generation), 0) FROM collections").fetchone()
            return int(row[0])
    except sqlite3.Error:
        return 0


class Pass(NamedTuple):
    """What one pass said, and how long it took."""

    counts: dict[str, int]
    failures: list[str]
    seconds: float


def sync(home: Path, folder: Path, *options: str, kills: int = 0, real_model: bool = False) -> Pass:
    """Synchronise in processes of their own; all but the last are killed."""
    module = "qa" if real_model else "tests.support.fake_qa"
    command = [sys.executable, "-m", module, "sync", str(folder), "--json", *options]
    environment = {**os.environ, "SOURCELINE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    chance = random.Random(kills)
    for _ in range(kills):
        before = _written(home)
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and _written(home) == before:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.5))
        killed = process.poll() is None
        process.kill()
        process.wait()
        print(f"killed after writing {_written(home) - before} times" if killed else "done before the kill")
    began = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    summary = json.loads(done.stdout)
    failures = [failed["document_id"] for failed in summary.pop("failures")]
    return Pass({name: count for name, count in summary.items() if count}, failures, seconds)


def faults(home: Path, expected: set[str], files: set[str], *, exact: bool = True) -> list[str]:
    """What is wrong with the stores."""
    found = []
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        held = {row[0] for row in db.execute("SELECT id FROM documents")}
        recorded = {row[0] for row in db.execute("SELECT name FROM files")}
        for what, query in ORPHANS.items():
            (count,) = db.execute(f"SELECT count(*) FROM {query}").fetchone()
            if count:
                found.append(f"{count} {what}")
    missing, extra = expected - held, held - expected
    if missing or (exact and extra):
        found.append(f"documents missing {sorted(missing)[:5]}, too many {sorted(extra)[:5]}")
    if recorded != files:
        found.append(f"{len(recorded ^ files)} files recorded wrongly")
    stores = ids(home)
    if not stores.catalog == stores.vectors == stores.lexical:
        found.append(f"stores differ: {[len(one) for one in stores]}")
    return found


def run(where: Path, count: int, *, real: Path | None, kills: int, real_model: bool) -> list[str]:
    """The whole of it; prints a line for each pass and returns what was wrong."""
    home, chance = where / "home", random.Random(7)
    folder = Folder(where / "docs", chance)
    folder.add(count)
    others: set[str] = set()
    if real is not None:
        shutil.copytree(real, folder.path / "real")
        others = {
            path.relative_to(folder.path).as_posix()
            for path in (folder.path / "real").rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(where).parts)
        }
    wrong: list[str] = []

    def check(name: str, done: Pass, expected: dict[str, int]) -> None:
        good = {what: number for what, number in expected.items() if number}
        bad = faults(home, folder.ids, {*folder.files} | others, exact=not others)
        if not kills and not others and done.counts != good:
            bad.append(f"counts {done.counts}, expected {good}")
        if not folder.broken <= {*done.failures}:
            bad.append(f"not named as broken: {sorted(folder.broken - {*done.failures})[:5]}")
        print(f"{name:<10} {done.seconds:6.2f} s  {done.counts}  {bad or 'all stores agree'}", flush=True)
        wrong.extend(f"{name}: {one}" for one in bad)

    def once(kills: int = 0) -> Pass:
        return sync(home, folder.path, "--yes", kills=kills, real_model=real_model)

    check("first", once(kills), {"new": folder.documents, "failed": len(folder.broken)})
    # What was read within the time that a clock may not tell apart is looked at once more.
    time.sleep(2)
    unchanged = {"unchanged": len(folder.files) - len(folder.broken), "failed": len(folder.broken)}
    check("again", once(), unchanged)
    check("unchanged", once(), unchanged)
    touched = {*folder.files}
    changes = folder.change()
    touched = {*folder.files} & touched - folder.broken
    check(
        "changed",
        once(kills),
        {**changes, "unchanged": len(touched) - EDITED, "failed": len(folder.broken)},
    )
    time.sleep(2)
    unchanged = {"unchanged": len(folder.files) - len(folder.broken), "failed": len(folder.broken)}
    check("again", once(), unchanged)
    check("unchanged", once(), unchanged)
    return wrong


def main() -> int:
    """Run it; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--real-model", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = run(
            Path(folder),
            options.files,
            real=options.real,
            kills=options.kills,
            real_model=options.real_model,
        )
    print("\n".join(wrong) or "nothing went wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
