"""Run BERT encoders with OpenVINO from their weights, without PyTorch and without conversion.

The graph is that of BERT (Devlin et al. 2019) with post-layer normalisation and exact GELU.  In float32 its
vectors equal those of sentence-transformers up to rounding; in bfloat16 their cosines to those are above
.9999.  Tests compare both.  So vectors of machines with and without bfloat16 go together.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.embed.bert_graph import BertInputs, BertSizes, bert_graph
from index.embed.cpu_core import cpu_core, give
from index.embed.encoder import Encoded, Prompts, batches
from index.embed.inference_streams import Streams, streams
from index.embed.model_files import BUNDLED, BUNDLED_TOKENS, locate

WEIGHTS = "model.safetensors"
#: Lengths are padded to a multiple of this, because OpenVINO compiles the network again for every new shape.
LENGTH_STEP = 8
#: Texts in one pass: larger batches take as long for each text, and more padding.
BATCH = 8
#: Fewer texts are left to the network for questions: a server that indexes little needs no other one.
LEAST_BULK = 16
POOLING = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
MODULES = ("Transformer", "Pooling", "Normalize")

#: The ids of a text's tokens, and the offset at which each starts (-1 for special tokens).
_Tokens = tuple[list[int], list[int]]
_Run = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float32]]


def is_supported(folder: Path) -> bool:
    """Whether the model in `folder` is a plain BERT with mean or CLS pooling, in safetensors."""
    config = _json(folder / "config.json")
    kinds = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in _json(folder / "modules.json", [])]
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and kinds in ([*MODULES], [*MODULES[:2]])
        and _pooling(folder) in POOLING.values()
        and (folder / WEIGHTS).is_file()
        and (folder / "tokenizer.json").is_file()
        and not _json(folder / "sentence_bert_config.json").get("do_lower_case")
    )


class BertEncoder:
    """Runs a BERT model.  Safe to call from many threads; they take turns.

    Args:
        folder: Of a model for which `is_supported` is true.
        precision: "bf16" or "f32", as OpenVINO calls them; by default the former where the processor has
            instructions for it.  A question takes two thirds of the time then, and the network half of the
            memory.
    """

    def __init__(self, folder: Path, precision: str = "") -> None:
        config = _json(folder / "config.json")
        self._sizes = BertSizes.of(config)
        self._inputs = BertInputs(folder / WEIGHTS)
        self.pooling = _pooling(folder)
        self.prompts = _prompts(folder)
        self.max_tokens = _max_tokens(folder, config)
        # The threads that embed are enough; more would be lost in a process that forks.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.special_tokens = int(self._tokenizer.num_special_tokens_to_add(is_pair=False))
        self._folder = folder
        self._core = cpu_core()
        has_bfloat16 = "BF16" in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._precision = precision or ("bf16" if has_bfloat16 else "f32")
        self._encoding = threading.Lock()
        self._making_streams = threading.Lock()
        self._streams: Streams | None = None

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._sizes.hidden

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets at which the model's tokens start."""
        return [start for start, _ in self._tokenizer.encode(text, add_special_tokens=False).offsets]

    def encode(self, texts: Sequence[str], *, bulk: bool) -> list[Encoded]:
        """Encode texts; in bulk or not, the precision is the same."""
        rows = [self._tokens(encoded) for encoded in self._tokenizer.encode_batch(list(texts))]
        run = self._bulk().run if bulk and len(rows) >= LEAST_BULK else self._run
        found: dict[int, Encoded] = {}
        for places in batches([len(ids) for ids, _ in rows], BATCH):
            found.update(zip(places, self._encode([rows[place] for place in places], run), strict=True))
        return [found[place] for place in range(len(rows))]

    def _encode(self, rows: Sequence[_Tokens], run: _Run) -> list[Encoded]:
        longest = -(-max(len(ids) for ids, _ in rows) // LENGTH_STEP) * LENGTH_STEP
        longest = min(longest, self._sizes.positions)
        ids = np.zeros((len(rows), longest), np.int64)
        mask = np.zeros((len(rows), longest), np.float32)
        starts = np.full((len(rows), longest), -1, np.int64)
        for row, (tokens, offsets) in enumerate(rows):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
            starts[row, : len(tokens)] = offsets
        hidden = run(self._inputs.of(ids), mask)
        whole = _pooled(hidden, mask, self.pooling)
        return [Encoded(whole[row], hidden[row], starts[row]) for row in range(len(rows))]

    def _tokens(self, encoded: Encoding) -> _Tokens:
        """Token ids and their offsets (-1 for special tokens), truncated to `max_tokens`."""
        ids, special = encoded.ids, encoded.special_tokens_mask
        starts = [-1 if mark else start for mark, (start, _) in zip(special, encoded.offsets, strict=True)]
        if len(ids) > self.max_tokens:
            kept = self.max_tokens - 1  # the last one is [SEP]
            ids, starts = [*ids[:kept], ids[-1]], [*starts[:kept], -1]
        return ids, starts

    def _run(self, summed: NDArray[np.float32], mask: NDArray[np.float32]) -> NDArray[np.float32]:
        """The last layer's vectors, shape `(rows, tokens, dimension)`."""
        with self._encoding:
            give(self._request, (summed, mask))
            self._request.infer(share_outputs=True)
            return np.array(self._request.get_output_tensor(0).data, np.float32)

    @cached_property
    def _request(self) -> Any:
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": self._precision,
            # Two threads that share one question wait for each other at every layer.
            "INFERENCE_NUM_THREADS": 1,
            # Each question would bind its thread to a core and free it again.
            "ENABLE_CPU_PINNING": "NO",
        }
        graph = bert_graph(self._folder / WEIGHTS, self._sizes)
        return self._core.compile_model(graph, "CPU", settings).create_infer_request()

    @property
    def parallel(self) -> int:
        """A batch for each processor: two threads that share a batch wait for each other."""
        return streams()

    def _bulk(self) -> Streams:
        """The same network once more, made when it is needed first."""
        with self._making_streams:
            if self._streams is None:
                graph = bert_graph(self._folder / WEIGHTS, self._sizes)
                self._streams = Streams(self._core, graph, self._precision)
            return self._streams


def _pooled(hidden: NDArray[np.float32], mask: NDArray[np.float32], pooling: str) -> NDArray[np.float32]:
    if pooling == "cls":
        whole = hidden[:, 0]
    else:
        whole = np.einsum("rtd,rt->rd", hidden, mask) / np.maximum(mask.sum(axis=1, keepdims=True), 1e-9)
    return np.asarray(whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-12), np.float32)


def _json(path: Path, absent: Any = None) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return {} if absent is None else absent


def _pooling(folder: Path) -> str:
    """The pooling mode; "" if there are several or none."""
    config = _json(folder / "1_Pooling" / "config.json")
    if isinstance(mode := config.get("pooling_mode"), str):
        return mode
    chosen = [name for name, on in config.items() if name.startswith("pooling_mode_") and on]
    return POOLING.get(chosen[0], "") if len(chosen) == 1 else ""


def _prompts(folder: Path) -> Prompts:
    own = _json(folder / "config_sentence_transformers.json").get("prompts") or {}
    return Prompts(own.get("query") or "", own.get("document") or own.get("passage") or "")


def _max_tokens(folder: Path, config: dict[str, Any]) -> int:
    if folder == locate(BUNDLED):
        return BUNDLED_TOKENS
    positions = int(config["max_position_embeddings"])
    wanted = _json(folder / "sentence_bert_config.json").get("max_seq_length")
    wanted = wanted or _json(folder / "tokenizer_config.json").get("model_max_length") or positions
    return min(int(wanted), positions)
