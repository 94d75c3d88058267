"""Haystack as an engine: BM25 and vectors in memory, joined by rank, behind Hayhooks, its own server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request

from eval.bench.engine import PEERS, TOP_K, Environment, Indexed, Served, indexed, running
from eval.bench.load import Target, items, post
from index.embed.model_files import BUNDLED, locate

PACKAGES = ("torch==2.13.0", "haystack-ai", "sentence-transformers-haystack", "hayhooks")
#: What Hayhooks calls the pipeline: the folder that it is in.
PIPELINE = "hybrid"


class Haystack:
    """Haystack.

    Args:
        environment: Its own.
    """

    name = "Haystack"

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._model = str(locate(BUNDLED))

    @property
    def versions(self) -> str:
        """Of its packages."""
        return self._environment.versions("haystack-ai", "hayhooks", "torch")

    def index(self, documents: Path, home: Path) -> Indexed:
        """Index the file; the title is embedded with the text, and BM25 has both."""
        script = str(PEERS / "haystack_index.py")
        return indexed([self._environment.python, script, str(documents), str(home), self._model])

    @contextmanager
    def serve(self, home: Path, port: int, first: str) -> Iterator[Served]:
        """Run Hayhooks and ask it `first`."""
        pipelines = home.with_suffix(".pipelines")
        (pipelines / PIPELINE).mkdir(parents=True, exist_ok=True)
        shutil.copy(PEERS / "haystack_pipeline.py", pipelines / PIPELINE / "pipeline_wrapper.py")
        path = f"/{PIPELINE}/run"
        target = Target(self.name, port, post(path, top_k=TOP_K), items("result"))
        command = [str(self._environment.folder / "bin" / "hayhooks"), "run"]
        command += ["--port", str(port), "--pipelines-dir", str(pipelines)]
        settings = {
            "BENCH_STORE": str(home / "store.json"),
            "BENCH_MODEL": self._model,
            "HAYSTACK_TELEMETRY_ENABLED": "False",
            "LOG": "WARNING",
        }
        asked = Request(
            f"http://127.0.0.1:{port}{path}",
            json.dumps({"question": first, "top_k": TOP_K}).encode(),
            {"Content-Type": "application/json"},
        )
        with running(command, settings, home.with_suffix(".log"), asked) as (pid, seconds):
            yield Served(pid, seconds, {"search": target})
