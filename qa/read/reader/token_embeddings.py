"""The embedding layer of the reader's BERT network, with the weights of the bundled embedding model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed.mapped_tensors import mapped_tensors
from qa.read.reader.tokens import Tokens

Vectors = NDArray[np.float32]
TABLES = (
    "word_embeddings.weight",
    "position_embeddings.weight",
    "token_type_embeddings.weight",
    "LayerNorm.weight",
    "LayerNorm.bias",
)
EPSILON = 1e-12
#: Lengths are padded to a multiple of this: OpenVINO prepares the network again for every new shape, and to
#: change between two that it knows takes as long as 20 tokens.  Of 16 numbers a vector register has room for,
#: so sums are made in the same order whatever the padding, and a reading is the same to the last bit.
STEP = 16


class WordVectors:
    """Makes the vectors that a network's first layer takes.

    The weights are mapped into memory: all processes and models share the pages of the words that they meet.

    Args:
        folder: Holds `model.safetensors`, in float32.
    """

    def __init__(self, folder: Path) -> None:
        self._words, self._places, self._kinds, self._scale, self._shift = mapped_tensors(
            folder / "model.safetensors", [f"embeddings.{name}" for name in TABLES]
        )

    def of(self, joined: Sequence[Tokens]) -> tuple[Vectors, Vectors]:
        """Vectors `(rows, tokens, dimension)`, padded, and a mask `(rows, tokens)`, 1 at each token."""
        longest = -(-max(len(tokens.ids) for tokens in joined) // STEP) * STEP
        ids = np.zeros((len(joined), longest), np.int64)
        kinds = np.zeros_like(ids)
        mask = np.zeros(ids.shape, np.float32)
        for row, tokens in enumerate(joined):
            ids[row, : len(tokens.ids)] = tokens.ids
            kinds[row, tokens.segment : len(tokens.ids)] = 1
            mask[row, : len(tokens.ids)] = 1
        summed = self._words[ids] + self._kinds[kinds] + self._places[:longest]
        summed -= summed.mean(axis=-1, keepdims=True)
        summed /= np.sqrt(np.square(summed).mean(axis=-1, keepdims=True) + EPSILON)
        return summed * self._scale + self._shift, mask
