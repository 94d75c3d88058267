"""The bundled reader: MiniLM's layers in eight bits, run by OpenVINO.

Its word vectors are the embedding model's own, so only the layers and heads are in `model/`.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.embed.cpu_core import cpu_core
from index.embed.model_files import BUNDLED, locate
from index.errors import IndexMismatch
from qa.read.reader.decoding import reading
from qa.read.reader.protocol import Reading, ReadPassage
from qa.read.reader.token_embeddings import WordVectors
from qa.read.reader.tokens import ReaderTokenizer, Tokens

MODEL = "reader.xml"
WEIGHTS = "reader.bin"
HASHES = "SHA256SUMS"


def model_folder() -> Path:
    """Where the model that ships with Sourceline lies."""
    return Path(str(files("qa.read.reader") / "model"))


class BundledReader:
    """Reads with the model of a folder.

    Args:
        folder: Holds `reader.xml`, `reader.bin` and their hashes.
        threads: Of one read.

    Raises:
        IndexMismatch: The files are not those whose hashes stand beside them.
    """

    def __init__(self, folder: Path | None = None, threads: int = 0) -> None:
        self._folder = folder or model_folder()
        self._hash = checked(self._folder, HASHES, (MODEL, WEIGHTS))[WEIGHTS]
        encoder = locate(BUNDLED)
        self._tokenizer = ReaderTokenizer(encoder)
        self._words = WordVectors(encoder)
        core = cpu_core()
        # In bfloat16, the default on newer processors, the other passages of a batch change a reading.
        settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
        if threads:
            settings["INFERENCE_NUM_THREADS"] = str(threads)
        self._model: Any = core.compile_model(str(self._folder / MODEL), "CPU", settings)
        self._request: Any = self._model.create_infer_request()
        self._reading = threading.Lock()

    @cached_property
    def identity(self) -> Mapping[str, object]:
        """Name and hash."""
        return {"name": "sourceline-reader", "revision": self._hash}

    def read(self, question: str, passages: Sequence[ReadPassage]) -> list[Reading]:
        """Read passages one by one.

        In batches they take no less time, and OpenVINO keeps several MB for each shape that it has met.
        """
        joined = self._tokenizer.join(question, passages) if passages else []
        return [self._read(tokens) for tokens in joined]

    def _read(self, tokens: Tokens) -> Reading:
        vectors, mask = self._words.of([tokens])
        with self._reading:
            self._request.infer([vectors, mask])
            start, end, null, support = (self._request.get_output_tensor(n).data[0].copy() for n in range(4))
        within = tokens.within
        return reading(start[within], end[within], float(null), tokens.offsets, support[within])


def checked(folder: Path, hashes: str, names: Sequence[str]) -> Mapping[str, str]:
    """The SHA-256 of a bundled model's files.  Raises `IndexMismatch` where one differs from its hash."""
    lines = (folder / hashes).read_text("ascii").splitlines()
    wanted = {name: digest for digest, name in map(str.split, lines)}
    for name in names:
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != wanted.get(name):
            raise IndexMismatch(
                f"{name} of a bundled model has SHA-256 {found}, not {wanted.get(name)}.",
                field=str(folder),
                hint="Install Sourceline again: its model was changed.",
            )
    return wanted
