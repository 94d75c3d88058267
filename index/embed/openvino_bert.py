"""Run BERT encoders with OpenVINO from their weights, without PyTorch and without conversion.

The graph is that of BERT (Devlin et al. 2019) with post-layer normalisation and exact GELU.  In float32 its
vectors equal those of sentence-transformers up to rounding; a test compares them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embed.bert_graph import BertSizes, bert_graph
from index.embed.cpu_core import cpu_core
from index.embed.encoder import Encoded, Prompts
from index.embed.model_files import BUNDLED, BUNDLED_TOKENS, locate

WEIGHTS = "model.safetensors"
#: Lengths are padded to a multiple of this, because OpenVINO compiles the network again for every new shape.
LENGTH_STEP = 8
POOLING = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
MODULES = ("Transformer", "Pooling", "Normalize")


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
    """

    def __init__(self, folder: Path) -> None:
        config = _json(folder / "config.json")
        self._sizes = BertSizes.of(config)
        self.pooling = _pooling(folder)
        self.prompts = _prompts(folder)
        self.max_tokens = _max_tokens(folder, config)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.special_tokens = int(self._tokenizer.num_special_tokens_to_add(is_pair=False))
        self._folder = folder
        self._core = cpu_core()
        self._encoding = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._sizes.hidden

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets at which the model's tokens start."""
        return [start for start, _ in self._tokenizer.encode(text, add_special_tokens=False).offsets]

    def encode(self, texts: Sequence[str], *, bulk: bool) -> list[Encoded]:
        """Encode a batch in one pass."""
        rows = [self._tokens(text) for text in texts]
        longest = -(-max(len(ids) for ids, _ in rows) // LENGTH_STEP) * LENGTH_STEP
        longest = min(longest, self._sizes.positions)
        ids = np.zeros((len(rows), longest), np.int64)
        mask = np.zeros((len(rows), longest), np.float32)
        starts = np.full((len(rows), longest), -1, np.int64)
        for row, (tokens, offsets) in enumerate(rows):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
            starts[row, : len(tokens)] = offsets
        hidden = self._run(ids, mask, bulk=bulk)
        whole = _pooled(hidden, mask, self.pooling)
        return [Encoded(whole[row], hidden[row], starts[row]) for row in range(len(rows))]

    def _tokens(self, text: str) -> tuple[list[int], list[int]]:
        """Token ids and their offsets (-1 for special tokens), truncated to `max_tokens`."""
        encoded = self._tokenizer.encode(text)
        ids, special = encoded.ids, encoded.special_tokens_mask
        starts = [-1 if mark else start for mark, (start, _) in zip(special, encoded.offsets, strict=True)]
        if len(ids) > self.max_tokens:
            kept = self.max_tokens - 1  # the last one is [SEP]
            ids, starts = [*ids[:kept], ids[-1]], [*starts[:kept], -1]
        return ids, starts

    def _run(self, ids: NDArray[np.int64], mask: NDArray[np.float32], *, bulk: bool) -> NDArray[np.float32]:
        """The last layer's vectors, shape `(rows, tokens, dimension)`."""
        with self._encoding:
            request = self._bulk if bulk else self._single
            request.infer([ids, mask])
            return np.array(request.get_output_tensor(0).data, np.float32)

    @cached_property
    def _single(self) -> Any:
        return self._compiled("f32")

    @cached_property
    def _bulk(self) -> Any:
        """In bfloat16 if the processor has instructions for it, else the same as `_single`."""
        if "BF16" not in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
            return self._single
        return self._compiled("bf16")

    def _compiled(self, precision: str) -> Any:
        graph = bert_graph(self._folder / WEIGHTS, self._sizes)
        settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": precision}
        return self._core.compile_model(graph, "CPU", settings).create_infer_request()


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
