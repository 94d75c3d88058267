"""An engine that is measured: how it indexes a file, and how its server is started and asked."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.error import URLError

from eval.bench.load import Target

PEERS = Path(__file__).parent / "peers"
#: Passages in a response.
TOP_K = 5
START_SECONDS = 600.0


class Indexed(NamedTuple):
    """What indexing took.

    Args:
        cpu: Seconds of processors.
    """

    documents: int
    seconds: float
    cpu: float


class Served(NamedTuple):
    """A running server.

    Args:
        seconds: From its start to its first answer.
        targets: What it can be asked, by "search" and "ask".
    """

    pid: int
    seconds: float
    targets: dict[str, Target]

    def memory(self) -> int:
        """Resident memory of its processes in MB."""
        return sum(_resident(pid) for pid in _with_children(self.pid)) // 1024

    def cpu(self) -> float:
        """Seconds of processors that its processes have used."""
        return sum(_used(pid) for pid in _with_children(self.pid))


class Engine(Protocol):
    """One of the engines."""

    @property
    def name(self) -> str:
        """What it is called in the table."""
        ...

    @property
    def versions(self) -> str:
        """Of its packages."""
        ...

    def index(self, documents: Path, home: Path) -> Indexed:
        """Index JSON lines with `id`, `title` and `text` into a new folder; loading is not counted."""
        ...

    def serve(self, home: Path, port: int, first: str) -> AbstractContextManager[Served]:
        """Run its server, over what `index` made, and ask it `first`."""
        ...


class Environment:
    """The virtual environment of a peer.

    Args:
        folder: Where it is.
        packages: What it is installed from, in this order.
        make: Whether to make it where it is not there.

    Raises:
        FileNotFoundError: It is not there.
    """

    def __init__(self, folder: Path, packages: Sequence[str], *, make: bool) -> None:
        self.folder = folder.absolute()
        self.python = str(self.folder / "bin" / "python")
        if Path(self.python).exists():
            return
        if not make:
            raise FileNotFoundError(f"There is no environment {folder}: say --make-peers.")
        venv.create(self.folder, with_pip=True)
        for package in packages:
            subprocess.run([self.python, "-m", "pip", "install", "--quiet", package], check=True)

    def versions(self, *packages: str) -> str:
        """The versions of packages."""
        code = "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]))"
        done = subprocess.run(
            [self.python, "-c", code, *packages], check=True, stdout=subprocess.PIPE, text=True
        )
        return ", ".join(map(" ".join, zip(packages, done.stdout.split(), strict=True)))


def indexed(command: Sequence[str]) -> Indexed:
    """Run a script that indexes and prints what it took as JSON."""
    root = PEERS.parent.parent.parent
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=root)
    return Indexed(**json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def running(
    command: Sequence[str], settings: Mapping[str, str], log: Path, request: urllib.request.Request
) -> Iterator[tuple[int, float]]:
    """Run a server until the end; yields its process and the seconds until it answers a request.

    Raises:
        RuntimeError: It does not answer; the log says more.
    """
    start = time.perf_counter()
    with (
        log.open("w", encoding="utf-8") as written,
        subprocess.Popen(command, env=os.environ | settings, stdout=written, stderr=written) as process,
    ):
        try:
            while not _answers(request):
                if process.poll() is not None or time.perf_counter() - start > START_SECONDS:
                    raise RuntimeError(f"{' '.join(command)} does not answer; see {log}.")
                time.sleep(0.02)
            yield process.pid, time.perf_counter() - start
        finally:
            process.terminate()


def _answers(request: urllib.request.Request) -> bool:
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            found += _with_children(int(child))
    return found


def _used(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2]
    user, system = map(int, after_name.split()[11:13])
    return (user + system) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    """In KB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)
