"""Build the OpenVINO graph of a BERT encoder from a file of weights, and the vectors that it takes.

The vectors of words stay in the file, which is mapped: in the network they would be half of its memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embed.mapped_tensors import mapped_tensors


class BertSizes(NamedTuple):
    """The hyperparameters of a BERT encoder."""

    layers: int
    heads: int
    hidden: int
    positions: int
    epsilon: float

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> BertSizes:
        """Read them from a model's `config.json`."""
        return cls(
            int(config["num_hidden_layers"]),
            int(config["num_attention_heads"]),
            int(config["hidden_size"]),
            int(config["max_position_embeddings"]),
            float(config["layer_norm_eps"]),
        )


def bert_graph(weights: Path, sizes: BertSizes) -> Any:
    """An `openvino.Model` from summed vectors and a mask, `(rows, tokens)`, to `(rows, tokens, hidden)`.

    Args:
        weights: A safetensors file with Hugging Face's names of BERT's tensors.
    """
    import openvino
    from openvino import opset13 as ops
    from safetensors import safe_open

    with safe_open(weights, framework="numpy") as file:
        tensors = {
            name.removeprefix("bert."): file.get_tensor(name)
            for name in file.keys()  # noqa: SIM118
            if not name.endswith(tuple(TABLES))
        }
    graph = _Graph(ops, tensors, sizes)
    summed = ops.parameter([-1, -1, sizes.hidden], np.float32, "summed")
    mask = ops.parameter([-1, -1], np.float32, "mask")
    # 0 at a token and a large negative number at padding, for every head and every row of the attention.
    masked = np.float32(-10_000)
    blocked = ops.multiply(ops.subtract(np.float32(1), mask), masked)
    blocked = ops.unsqueeze(blocked, np.array([1, 2], np.int64))
    hidden = graph.normalised(summed, "embeddings.LayerNorm")
    for layer in range(sizes.layers):
        hidden = graph.layer(hidden, blocked, f"encoder.layer.{layer}.")
    return openvino.Model([hidden], [summed, mask], "bert")


#: What is not in the graph.
TABLES = ("word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight")


class BertInputs:
    """Makes the vectors that the graph takes.

    Args:
        weights: As for `bert_graph`.
    """

    def __init__(self, weights: Path) -> None:
        self._words, self._places, kinds = mapped_tensors(weights, [f"embeddings.{name}" for name in TABLES])
        self._kind = kinds[0]

    def of(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Word, position and type vectors, summed, `(rows, tokens, hidden)`, of ids `(rows, tokens)`."""
        summed = self._words[ids]
        summed += self._places[: ids.shape[1]]
        summed += self._kind
        return summed


class _Graph:
    """Adds the nodes of the parts of BERT."""

    def __init__(self, ops: Any, tensors: Mapping[str, Any], sizes: BertSizes) -> None:
        self._ops = ops
        self._tensors = tensors
        self._sizes = sizes

    def layer(self, hidden: Any, blocked: Any, name: str) -> Any:
        """Self-attention and the two dense layers after it."""
        ops = self._ops
        attended = self._attention(hidden, blocked, name + "attention.self.")
        joined = self._dense(attended, name + "attention.output.dense")
        hidden = self.normalised(ops.add(joined, hidden), name + "attention.output.LayerNorm")
        wide = ops.gelu(self._dense(hidden, name + "intermediate.dense"), "erf")
        narrow = self._dense(wide, name + "output.dense")
        return self.normalised(ops.add(narrow, hidden), name + "output.LayerNorm")

    def _attention(self, hidden: Any, blocked: Any, name: str) -> Any:
        ops, heads, size = self._ops, self._sizes.heads, self._sizes.hidden // self._sizes.heads
        split = np.array([0, 0, heads, size], np.int64)
        turn = np.array([0, 2, 1, 3], np.int64)
        query, key, value = (
            ops.transpose(ops.reshape(self._dense(hidden, name + part), split, True), turn)
            for part in ("query", "key", "value")
        )
        scores = ops.multiply(ops.matmul(query, key, False, True), np.float32(size**-0.5))
        shares = ops.softmax(ops.add(scores, blocked), -1)
        mixed = ops.transpose(ops.matmul(shares, value, False, False), turn)
        return ops.reshape(mixed, np.array([0, 0, heads * size], np.int64), True)

    def _dense(self, hidden: Any, name: str) -> Any:
        ops = self._ops
        return ops.add(
            ops.matmul(hidden, self._weight(name), False, True),
            self._tensors[f"{name}.bias"].astype(np.float32),
        )

    def normalised(self, hidden: Any, name: str) -> Any:
        """Layer normalisation."""
        ops = self._ops
        even = ops.mvn(hidden, np.array([-1], np.int64), True, self._sizes.epsilon, "inside_sqrt")
        scaled = ops.multiply(even, self._tensors[f"{name}.weight"].astype(np.float32))
        return ops.add(scaled, self._tensors[f"{name}.bias"].astype(np.float32))

    def _weight(self, name: str) -> Any:
        return self._ops.constant(self._tensors[f"{name}.weight"].astype(np.float32))
