"""`--watch` in a process of its own: it follows changes and stops cleanly at Ctrl-C."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support.project import ROOT
from tests.support.waiting import until


@contextmanager
def watching(home: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.fake_qa", *arguments],
        cwd=ROOT,
        env={**os.environ, "SOURCELINE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ids(home: Path) -> list[str]:
    try:
        with closing(sqlite3.connect(f"file:{home}/catalog.sqlite?mode=ro", uri=True)) as db:
            return [row[0] for row in db.execute("SELECT id FROM documents ORDER BY id")]
    except sqlite3.OperationalError:
        return []


@pytest.mark.parametrize("verb", ["sync", "ingest"])
def test_changes_are_followed_until_ctrl_c(tmp_path: Path, verb: str) -> None:
    home, docs = tmp_path / "home", tmp_path / "docs"
    docs.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (docs / name).write_text(f"Words of {name}.", encoding="utf-8")
    with watching(home, verb, str(docs), "--watch") as process:
        until(lambda: ids(home) == ["a.txt", "b.txt", "c.txt"], 60)
        (docs / "d.txt").write_text("New words.", encoding="utf-8")
        until(lambda: "d.txt" in ids(home), 60)
        (docs / "a.txt").rename(docs / "z.txt")
        (docs / "b.txt").unlink()
        until(lambda: ids(home) == ["c.txt", "d.txt", "z.txt"], 60)
        for path in docs.iterdir():
            path.unlink()
        (docs / "last.txt").write_text("Last words.", encoding="utf-8")
        until(lambda: process.stderr is not None and "--yes" in process.stderr.readline(), 60)
        assert {"c.txt", "d.txt", "z.txt"} <= {*ids(home)}, "an emptied folder deletes nothing"
        process.send_signal(signal.SIGINT)
        printed, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert f"Watching {docs}. Ctrl-C stops." in printed
    assert printed.splitlines()[-1] == "Stopped."
