"""The bundled support model: the reader's layers trained on, in eight bits, run by OpenVINO.

Its word vectors are the embedding model's own, so only layers and head are in `model/`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from index.embed.cpu_core import cpu_core, give
from index.embed.model_files import BUNDLED, locate
from qa.read.reader.bundled import HASHES, checked
from qa.read.reader.token_embeddings import WordVectors
from qa.support.protocol import ClaimedOf, Shares
from qa.support.tokens import ClaimTokenizer

MODEL, WEIGHTS = "support.xml", "support.bin"
#: Pairs that are read in one pass: more take more memory and no less time each.
AT_ONCE = 16


def model_folder() -> Path:
    """Where the model that ships with Sourceline lies."""
    return Path(str(files("qa.support") / "model"))


class BundledSupport:
    """Judges with the model of a folder, which is opened when it is first needed.

    Args:
        folder: Holds `support.xml`, `support.bin` and their hashes.
        threads: Of one pass; 0 leaves it to OpenVINO.
    """

    def __init__(self, folder: Path | None = None, threads: int = 0) -> None:
        self._folder = folder or model_folder()
        self._threads = threads
        self._judging = threading.Lock()

    @cached_property
    def identity(self) -> Mapping[str, object]:
        """Name and hash.  Raises `IndexMismatch` where the files are not those of the hashes beside them."""
        revision = checked(self._folder, HASHES, (MODEL, WEIGHTS))[WEIGHTS]
        return {"name": "sourceline-support", "revision": revision}

    def judge(self, pairs: Sequence[ClaimedOf]) -> Shares:
        """As the protocol says.  Raises `IndexMismatch` where the files were changed."""
        found = np.zeros((len(pairs), 3), np.float32)
        tokens = [self._tokenizer.join(*pair) for pair in pairs]
        order = sorted(range(len(pairs)), key=lambda n: len(tokens[n].ids))
        for at in range(0, len(order), AT_ONCE):
            rows = order[at : at + AT_ONCE]
            vectors, mask = self._words.of([tokens[n] for n in rows])
            with self._judging:
                give(self._request, (vectors, mask))
                self._request.infer(share_outputs=True)
                scores = self._request.get_output_tensor(0).data.copy()
            odds = np.exp(scores - scores.max(axis=1, keepdims=True))
            found[rows] = odds / odds.sum(axis=1, keepdims=True)
        return found

    @cached_property
    def _tokenizer(self) -> ClaimTokenizer:
        return ClaimTokenizer(locate(BUNDLED))

    @cached_property
    def _words(self) -> WordVectors:
        return WordVectors(locate(BUNDLED))

    @cached_property
    def _request(self) -> Any:
        assert self.identity
        # As for the reader: in bfloat16 the other rows of a batch would change a row.
        settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
        if self._threads:
            settings["INFERENCE_NUM_THREADS"] = str(self._threads)
        model = cpu_core().compile_model(str(self._folder / MODEL), "CPU", settings)
        return model.create_infer_request()
