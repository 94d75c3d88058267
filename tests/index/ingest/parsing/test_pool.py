"""Worker processes: what hangs, crashes or takes too much memory fails alone."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import ReaderKilled, UnreadableFile
from index.ingest.formats import Content
from index.ingest.formats.limits import MEGABYTE, Limits
from index.ingest.parsing import messages
from index.ingest.parsing.pool import WORKERS, Pool
from tests.support.processes import runs
from tests.support.waiting import until

HTML = "text/html"
LIMITS = Limits(seconds=20, memory_bytes=200 * MEGABYTE)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """A pool of misbehaving workers."""
    monkeypatch.setattr("index.ingest.parsing.worker_process.WORKER", "tests.support.misbehaving_worker")
    pool = Pool()
    yield pool
    pool.close()


def said(pool: Pool, order: str, limits: Limits = LIMITS) -> str:
    """The text of a file that orders the worker to do something."""
    return pool.content(HTML, order.encode(), limits).text


@pytest.mark.parametrize("order", ["hang", "sleep"])
def test_a_file_that_takes_too_long_is_given_up_in_time(pool: Pool, order: str) -> None:
    said(pool, "warm")
    start = time.monotonic()
    with pytest.raises(UnreadableFile, match=r"more than 0\.5 s to read.*parsing_seconds"):
        said(pool, order, Limits(seconds=0.5))
    assert time.monotonic() - start < 30
    assert said(pool, "next") == "next"


@pytest.mark.parametrize("order", ["eat", "reserve"])
def test_a_file_that_needs_too_much_memory_is_told(pool: Pool, order: str) -> None:
    with pytest.raises(UnreadableFile, match=r"more than 200 MB of memory.*parsing_memory_mb"):
        said(pool, order)
    assert said(pool, "next") == "next"


def test_a_crash_is_told_by_its_signal(pool: Pool) -> None:
    with pytest.raises(UnreadableFile, match=r"crashed its parser \(SIGSEGV\).*save it again"):
        said(pool, "crash")
    assert said(pool, "next") == "next"


def test_a_worker_that_is_killed_once_says_nothing_of_its_file(pool: Pool, tmp_path: Path) -> None:
    order = f"killed 1 {tmp_path / 'once'}"
    assert said(pool, order) == order
    with pytest.raises(ReaderKilled, match="was killed, and the next one too"):
        said(pool, f"killed 2 {tmp_path / 'twice'}")


def test_an_unexpected_error_and_a_refusal_leave_the_worker_alive(pool: Pool) -> None:
    before = said(pool, "pid")
    with pytest.raises(UnreadableFile, match="its parser failed \\(KeyError\\)"):
        said(pool, "raise")
    with pytest.raises(UnreadableFile, match=r"It is bad\. Mend it\."):
        said(pool, "refuse")
    assert said(pool, "pid") == before


def test_a_worker_is_used_again_and_may_print(pool: Pool) -> None:
    before = said(pool, "pid")
    assert said(pool, "print") == "print"
    assert said(pool, "pid") == before
    assert int(before) != os.getpid()


def test_a_worker_that_ended_between_two_files_is_replaced(pool: Pool) -> None:
    before = int(said(pool, "pid"))
    os.kill(before, signal.SIGKILL)
    until(lambda: not runs(before))
    assert int(said(pool, "pid")) != before


def test_a_worker_sees_no_secrets(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCELINE_API_KEY", "secret")
    assert said(pool, "settings") == ""


def test_threads_share_the_workers(pool: Pool) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(said(pool, f"file {n}"))) for n in range(4 * WORKERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(f"file {n}" for n in range(4 * WORKERS))
    assert len(pool.idle) <= WORKERS


def test_a_large_file_goes_through_the_pipe(pool: Pool) -> None:
    text = "x" * 5_000_000
    assert said(pool, text) == text


def test_workers_end_with_their_pool(pool: Pool) -> None:
    process = int(said(pool, "pid"))
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


class _Command:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def test_a_reply_that_is_code_is_not_run() -> None:
    reply = Content("text", metadata={"author": "A. Mills"})
    assert messages.reply_of(messages.packed(reply)) == reply
    for bad in (_Command(), os.getcwd, "text", threading.Event):
        with pytest.raises(pickle.UnpicklingError):
            messages.reply_of(pickle.dumps(bad))
