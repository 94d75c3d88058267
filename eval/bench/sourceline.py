"""This project as an engine, as it is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.request import Request

from eval.bench.engine import TOP_K, Indexed, Served, indexed, running
from eval.bench.load import Target, items, post


class Sourceline:
    """Sourceline behind `qa serve`.

    Args:
        processes: Of the server.
    """

    name = "Sourceline"

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes

    @property
    def versions(self) -> str:
        """Of this project."""
        return f"sourceline {version('sourceline')}, {self._processes} process(es)"

    def index(self, documents: Path, home: Path) -> Indexed:
        """Index the file in batches."""
        return indexed([sys.executable, "-m", "eval.bench.index_sourceline", str(documents), str(home)])

    @contextmanager
    def serve(self, home: Path, port: int, first: str) -> Iterator[Served]:
        """Run the server and ask it `first`."""
        targets = {
            kind: Target(self.name, port, post(f"/v1/{kind}", top_k=TOP_K), items("passages"))
            for kind in ("search", "ask")
        }
        command = [sys.executable, "-m", "qa", "serve", "--port", str(port)]
        if self._processes > 1:
            command += ["--processes", str(self._processes)]
        settings = {"SOURCELINE_HOME": str(home)}
        asked = Request(f"http://127.0.0.1:{port}/ready")
        with running(command, settings, home.with_suffix(".log"), asked) as (pid, seconds):
            yield Served(pid, seconds, targets)
