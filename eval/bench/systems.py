"""The engines that are compared: how each indexes documents and how its server is started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import quote

from eval.bench.load import Target, get, post
from index.embed.model_files import BUNDLED, locate

SCRIPTS = Path(__file__).parent
#: What the peer is installed from; torch without support for graphics cards, as Sourceline has it.
TXTAI = ("torch==2.13.0", "txtai[api]")
#: Passages in a response.
TOP_K = 5
START_SECONDS = 120.0


class Indexed(NamedTuple):
    """What indexing took."""

    documents: int
    seconds: float


class Served(NamedTuple):
    """A running server.

    Args:
        seconds: From its start to its first answer.
        targets: What it can be asked, by "search" and "ask".
    """

    pid: int
    seconds: float
    targets: dict[str, Target]

    def memory(self) -> tuple[int, int]:
        """Its resident memory in MB, and what of it is no part of a file."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii", errors="replace")
        lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        resident, own = (int(lines[name].split()[0]) // 1024 for name in ("VmRSS", "RssAnon"))
        return resident, own


class Sourceline:
    """This project, as it is installed."""

    name = "Sourceline"

    def index(self, documents: Path, home: Path) -> Indexed:
        """Index a file of JSON lines with `id`, `title` and `text`."""
        return _indexed([sys.executable, "-m", "eval.bench.index_sourceline", str(documents), str(home)])

    @contextmanager
    def serve(self, home: Path, port: int, first: str) -> Iterator[Served]:
        """Run the server and ask it `first`."""
        targets = {
            "search": Target(self.name, port, post("/v1/search", top_k=TOP_K)),
            "ask": Target(self.name, port, post("/v1/ask", top_k=TOP_K)),
        }
        command = [sys.executable, "-m", "qa", "serve", "--port", str(port)]
        address = f"http://127.0.0.1:{port}/ready"
        with _running(command, {"SOURCELINE_HOME": str(home)}, address) as (pid, seconds):
            yield Served(pid, seconds, targets)


class Txtai:
    """txtai with dense vectors and BM25, the same embedding model, behind its own API.

    Args:
        folder: Of its virtual environment, made if absent.
    """

    name = "txtai"

    def __init__(self, folder: Path) -> None:
        self._python = str(folder / "bin" / "python")
        if not Path(self._python).exists():
            venv.create(folder, with_pip=True)
            for package in TXTAI:
                subprocess.run([self._python, "-m", "pip", "install", "--quiet", package], check=True)
        self._model = str(locate(BUNDLED))

    def index(self, documents: Path, home: Path) -> Indexed:
        """Index the same file; title and text are one text."""
        script = str(SCRIPTS / "index_txtai.py")
        return _indexed([self._python, script, str(documents), str(home), self._model])

    @contextmanager
    def serve(self, home: Path, port: int, first: str) -> Iterator[Served]:
        """Run its server and ask it `first`."""
        settings = home.with_suffix(".yml")
        model = f"embeddings:\n  path: {self._model}\n  hybrid: true\n  content: true\n"
        settings.write_text(f"path: {home}\nwritable: false\n{model}", encoding="utf-8")
        target = Target(self.name, port, get(lambda question: _txtai_path(question)))
        command = [
            self._python,
            "-m",
            "uvicorn",
            "txtai.api:app",
            "--port",
            str(port),
            "--log-level",
            "error",
        ]
        address = f"http://127.0.0.1:{port}{_txtai_path(first)}"
        with _running(command, {"CONFIG": str(settings)}, address) as (pid, seconds):
            yield Served(pid, seconds, {"search": target})


def _txtai_path(question: str) -> str:
    return f"/search?query={quote(question)}&limit={TOP_K}"


def _indexed(command: Sequence[str]) -> Indexed:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=SCRIPTS.parent.parent)
    return Indexed(**json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def _running(command: Sequence[str], settings: dict[str, str], address: str) -> Iterator[tuple[int, float]]:
    """Run a server until the end; yields its process and the seconds until an address answers."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while not _answers(address):
                if process.poll() is not None or time.perf_counter() - start > START_SECONDS:
                    raise RuntimeError(f"{' '.join(command)} does not answer.")
                time.sleep(0.02)
            yield process.pid, time.perf_counter() - start
        finally:
            process.terminate()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False
