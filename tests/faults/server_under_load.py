"""A server of several processes with the real models, and what its processes take of the machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.support.project import ROOT

ADDRESS = re.compile(r"Serving on (http://[\d.]+:(\d+))")
START_SECONDS = 120.0


class Taken(NamedTuple):
    """What the processes of a server take together.

    Args:
        megabytes: Resident memory of their own; what several share counts once (proportional set
            size).
        mapped: Megabytes of files that are mapped, of which the system keeps what it has room for.
        files: Open descriptors.
    """

    megabytes: float
    mapped: float
    files: int
    threads: int


class ServerUnderLoad(NamedTuple):
    """A running server.

    Args:
        pid: Of its first process.
        log: The file that it writes to.
    """

    port: int
    pid: int
    log: Path

    @property
    def told(self) -> str:
        """The end of its log, without the requests that it answered."""
        lines = self.log.read_text("utf-8", "replace").splitlines(keepends=True)
        return "".join(line for line in lines if "status=200" not in line)[-8_000:]

    def taken(self) -> Taken:
        """What its processes take now."""
        each = [_taken(pid) for pid in _family(self.pid)]
        return Taken(*(sum(values) for values in zip(*each, strict=True)))


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return _by_parent().get(pid, [])


def _family(pid: int) -> list[int]:
    """A process, its children and theirs."""
    by_parent, found = _by_parent(), [pid]
    for one in found:
        found += by_parent.get(one, [])
    return found


def _by_parent() -> dict[int, list[int]]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    return parents


def _taken(pid: int) -> Taken:
    folder = Path("/proc", str(pid))
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
        kilobytes = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
        own, mapped = kilobytes["Pss_Anon:"] / 1024, (kilobytes["Pss_File:"] + kilobytes["Pss_Shmem:"]) / 1024
        return Taken(own, mapped, len(os.listdir(folder / "fd")), len(os.listdir(folder / "task")))
    except (OSError, KeyError):
        return Taken(0.0, 0.0, 0, 0)  # it has ended


@contextmanager
def served(home: Path, *options: str, module: str = "qa", **settings: str) -> Iterator[ServerUnderLoad]:
    """Run `qa serve` on a data folder until the end of the block; yields it when all is ready.

    Args:
        options: Of `qa serve`.
        module: What runs in place of `qa`.
        settings: By their names without `SOURCELINE_`.
    """
    log = home.parent / "serve.log"
    named = {f"SOURCELINE_{name.upper()}": value for name, value in settings.items()}
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "SOURCELINE_HOME": str(home), **named}
    command = [sys.executable, "-m", module, "serve", "--port", "0", *options]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process,
    ):
        try:
            address = _address(process, log)
            yield ServerUnderLoad(int(address[2]), process.pid, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _address(process: subprocess.Popen[bytes], log: Path) -> re.Match[str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if (found := ADDRESS.search(log.read_text())) and _is_ready(found[1]):
            return found
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/ready", timeout=5, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False
