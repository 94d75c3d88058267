"""Processes that are killed at a random moment: writers, `qa`, file readers, upgrades, backups."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from index.errors import SourcelineError
from index.store import sqlite_file
from index.store.backup.making import back_up
from index.store.backup.restoring import restore
from index.store.catalog import RESTORING, Catalog
from index.store.catalog.texts import PASSAGE_TEXT
from tests.faults import folder_sync, kills
from tests.faults.trial import Trial, held, judged
from tests.faults.workload import Record
from tests.faults.writer_process import ended, recovered, replayed, run_qa, started, write
from tests.support.older_catalog import make_folder_of_format
from tests.support.two_documents import open_index

SECONDS = (0.02, 0.8)
PASSAGES = """SELECT p.id, d.id, v.name, p.start, p.end, {} FROM passages p
              JOIN versions v ON v.key = p.version JOIN documents d ON d.key = v.document ORDER BY p.id"""


def _until_writing(journal: Path) -> None:
    deadline = time.monotonic() + 60
    while not journal.exists() and time.monotonic() < deadline:
        time.sleep(0.002)


def writer(folder: Path, chance: random.Random) -> Trial:
    """Kill a writer three times while it adds, replaces, deletes, merges and publishes; nothing is lost."""
    record, texts, deleted = Record(), dict[str, str](), dict[str, str]()
    home, total = folder / "home", Trial()
    for n in range(3):
        journal = folder / f"journal{n}"
        process = started(write, home, journal, f"k{n}-", chance.getrandbits(30))
        _until_writing(journal)
        time.sleep(chance.uniform(*SECONDS))
        process.kill()
        process.join()
        replayed(journal, record, deleted, texts)
        total = _sum(total, judged(home, record, recovered(home), deleted))
    return total


def two_writers(folder: Path, chance: random.Random) -> Trial:
    """Two processes write at once; one is killed, the other goes on and is killed later; questions go on."""
    record, texts, deleted = Record(), dict[str, str](), dict[str, str]()
    home = folder / "home"
    home.mkdir()
    journals = [folder / "journal a", folder / "journal b"]
    processes = [
        started(write, home, journal, prefix, chance.getrandbits(30))
        for journal, prefix in zip(journals, "ab", strict=True)
    ]
    for journal in journals:
        _until_writing(journal)
    index, _ = open_index(home)
    crashed, notes = 0, []
    for process in processes:
        until = time.monotonic() + chance.uniform(0.2, 0.8)
        while time.monotonic() < until:
            try:
                held(index)
            except SourcelineError as error:
                crashed += 1
                notes.append(f"a question: {error}")
        process.kill()
        process.join()
    index.catalog.close()
    for journal in journals:
        replayed(journal, record, deleted, texts)
    return _sum(Trial(crashed=crashed, notes=tuple(notes)), judged(home, record, recovered(home), deleted))


def server(folder: Path, chance: random.Random) -> Trial:
    """Kill a server that adds, replaces, deletes and answers over HTTP."""
    tally, record = kills.Tally(), Record()
    for kill in (True, False):
        kills.round_of(folder, record, chance, tally, kill=kill)
    crashed = tally.unsearchable + tally.unready + tally.unequal + tally.refusals
    return Trial(tally.lost, tally.ghosts, crashed, tally.restarts[0], () if tally.clean else (str(tally),))


def sync(folder: Path, chance: random.Random) -> Trial:
    """Kill `qa sync` twice in a folder of mixed files; the third one has everything, once."""
    made = folder_sync.Folder(folder / "docs", chance)
    made.add(30)
    home = folder / "home"
    for _ in range(2):
        process = started(run_qa, home, folder / "log", "sync", str(made.path), "--yes")
        time.sleep(chance.uniform(0.1, 1.5))
        process.kill()
        process.join()
    return _synced(folder, made, home)


def file_reader(folder: Path, chance: random.Random) -> Trial:
    """Kill the processes that read files, while `qa sync` uses them; the next one reads what failed."""
    made = folder_sync.Folder(folder / "docs", chance)
    made.add(30)
    home = folder / "home"
    process = started(run_qa, home, folder / "log", "sync", str(made.path), "--yes")
    killed, deadline = 0, time.monotonic() + 60
    while process.is_alive() and time.monotonic() < deadline and killed < 3:
        for child in _children(process):
            time.sleep(chance.uniform(0, 0.3))
            try:
                os.kill(child, 9)
                killed += 1
            except ProcessLookupError:
                pass
        time.sleep(0.01)
    code = ended(process)
    after = _synced(folder, made, home)
    if code not in (0, 1):
        after = _sum(after, Trial(crashed=1, notes=(f"qa sync ended with {code}",)))
    return after


def _children(process: BaseProcess) -> list[int]:
    try:
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    except OSError:
        return []
    return [int(pid) for pid in listed.split()]


def _synced(folder: Path, made: folder_sync.Folder, home: Path) -> Trial:
    began = time.monotonic()
    code = ended(started(run_qa, home, folder / "log", "sync", str(made.path), "--yes"))
    seconds = time.monotonic() - began
    wrong = folder_sync.faults(home, made.ids, {*made.files})
    missing = sum("missing" in line for line in wrong)
    if code not in (0, 1):
        wrong.append(f"qa sync ended with {code}: {(folder / 'log').read_text()[-300:]}")
    return Trial(missing, 0, len(wrong) - missing, seconds, tuple(wrong))


# Upgrades, backups -----------------------------------------------------------------------------------------


def open_and_die(home: Path, steps: int) -> None:
    """Open a catalog, and be killed after so many hundred steps of SQLite's."""
    left = steps

    def count() -> int:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
        return 0

    plain = sqlite_file._open

    def counted(*given: Any) -> Any:
        db = plain(*given)
        db.set_progress_handler(count, 100)
        return db

    vars(sqlite_file)["_open"] = counted
    Catalog(home).close()


def upgrade(folder: Path, chance: random.Random) -> Trial:
    """Kill an upgrade of a catalog of an older format; the next start makes it, of the same passages."""
    format, home = chance.choice([2, 3]), folder / "home"
    make_folder_of_format(format, home)
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db:
        before = db.execute(PASSAGES.format("p.text")).fetchall()
    for _ in range(3):
        ended(started(open_and_die, home, chance.randrange(1, 300)))
    began = time.monotonic()
    index, _ = open_index(home)
    after = index.catalog.connection.execute(PASSAGES.format(PASSAGE_TEXT)).fetchall()
    index.snapshot("default")
    seconds = time.monotonic() - began
    index.catalog.close()
    same = judged(home, _record_of(home), seconds, {})
    lost = len({*before} - {*after})
    return _sum(same, Trial(lost, len({*after} - {*before})))


def _record_of(home: Path) -> Record:
    """A record of what a folder has."""
    record = Record()
    index, _ = open_index(home)
    record.faults(held(index))
    index.catalog.close()
    return record


def _killing(steps: int) -> Any:
    def progress(done: int, total: int) -> None:
        nonlocal steps
        steps -= 1
        if steps < 0:
            os.kill(os.getpid(), 9)

    return progress


def back_up_and_die(home: Path, target: Path, steps: int) -> None:
    """Make a backup, and be killed after so many steps."""
    from index.store.backup import making

    making.PAGES = 3
    back_up(home, target, indexes=True, progress=_killing(steps))


def restore_and_die(backup: Path, home: Path, steps: int, seconds: float) -> None:
    """Restore a backup, and be killed after so many steps, or when the files are moved into place."""
    plain = os.replace

    def replace(*given: Any) -> None:
        plain(*given)
        if seconds:
            os.kill(os.getpid(), 9)

    vars(os)["replace"] = replace
    restore(backup, home, _killing(steps))


def backup(folder: Path, chance: random.Random) -> Trial:
    """Kill a backup and a restore: the earlier backup stays, no folder is half, and both work again."""
    home, target, to = folder / "home", folder / "backup.tar", folder / "restored"
    ended(started(write, home, folder / "journal", "d", chance.getrandbits(30), 12))
    record, texts = Record(), dict[str, str]()
    replayed(folder / "journal", record, {}, texts)
    back_up(home, target)
    kept, notes = target.read_bytes(), []
    ended(started(back_up_and_die, home, target, chance.randrange(40)))
    if target.read_bytes() != kept:
        shutil.rmtree(to, ignore_errors=True)
        restore(target, to)  # it was done in time, and is whole
        shutil.rmtree(to)
    ended(started(restore_and_die, target, to, chance.randrange(4), chance.random() < 0.5))
    if (to / "catalog.sqlite").exists() and (to / RESTORING).exists():
        try:
            Catalog(to)
            notes.append("a folder that is half restored opens")
        except SourcelineError:
            pass
    began = time.monotonic()
    if not to.exists() or (to / RESTORING).exists():
        restore(target, to)
    seconds = time.monotonic() - began
    back_up(home, target)
    left = [path.name for path in folder.glob(".*")]
    notes += [f"left behind: {left}"] if left else []
    whole = judged(to, record, seconds, {})
    return _sum(whole, Trial(crashed=len(notes), notes=tuple(notes)))


def _sum(one: Trial, other: Trial) -> Trial:
    return Trial(
        one.lost + other.lost,
        one.leaked + other.leaked,
        one.crashed + other.crashed,
        max(one.seconds, other.seconds),
        one.notes + other.notes,
    )
