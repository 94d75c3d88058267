"""txtai as an engine: dense vectors and BM25 (hybrid), the same embedding model, behind its own API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request

from eval.bench.engine import PEERS, TOP_K, Environment, Indexed, Served, indexed, running
from eval.bench.load import Target, get, items
from index.embed.model_files import BUNDLED, locate

#: torch without support for graphics cards, as Sourceline has it.
PACKAGES = ("torch==2.13.0", "txtai[api]")


class Txtai:
    """txtai.

    Args:
        environment: Its own.
    """

    name = "txtai"

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._model = str(locate(BUNDLED))

    @property
    def versions(self) -> str:
        """Of its packages."""
        return self._environment.versions("txtai", "torch")

    def index(self, documents: Path, home: Path) -> Indexed:
        """Index the file; title and text are one text."""
        script = str(PEERS / "txtai_index.py")
        return indexed([self._environment.python, script, str(documents), str(home), self._model])

    @contextmanager
    def serve(self, home: Path, port: int, first: str) -> Iterator[Served]:
        """Run its server and ask it `first`."""
        settings = home.with_suffix(".yml")
        model = f"embeddings:\n  path: {self._model}\n  hybrid: true\n  content: true\n"
        settings.write_text(f"path: {home}\nwritable: false\n{model}", encoding="utf-8")
        target = Target(self.name, port, get(_path), items())
        command = [self._environment.python, "-m", "uvicorn", "txtai.api:app", "--log-level", "error"]
        command += ["--port", str(port)]
        asked = Request(f"http://127.0.0.1:{port}{_path(first)}")
        with running(command, {"CONFIG": str(settings)}, home.with_suffix(".log"), asked) as (pid, seconds):
            yield Served(pid, seconds, {"search": target})


def _path(question: str) -> str:
    return f"/search?query={quote(question)}&limit={TOP_K}"
