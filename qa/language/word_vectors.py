"""Vectors of words without their context: the embedding model's input table.

Words of a kind lie near each other there, first names, towns, years, and near the pronouns that stand for
them; so no list of names is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed.model_files import BUNDLED, locate

Vector = NDArray[np.float32]
_TABLE = "embeddings.word_embeddings.weight"


def similarity(one: Vector, other: Vector) -> float:
    """Cosine of two vectors, from -1 to 1."""
    return float(one @ other)


def phrase_vector(words: Iterable[str]) -> Vector:
    """The mean of the words' vectors, of length 1; zeros for no words."""
    vectors = [word_vector(word) for word in words]
    if not vectors:
        return np.zeros_like(_tables()[2])
    return _unit(np.mean(vectors, axis=0))


@lru_cache(maxsize=8192)
def word_vector(word: str) -> Vector:
    """The mean of its pieces' rows less the mean of the table, of length 1; shape `(384,)`."""
    tokenizer, table, centre = _tables()
    ids = tokenizer.encode(word, add_special_tokens=False).ids
    if not ids:
        return np.zeros_like(centre)
    return _unit(np.mean([table[number : number + 1][0] for number in ids], axis=0) - centre)


def _unit(vector: Vector) -> Vector:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


@cache
def _tables() -> tuple[Any, Any, Vector]:
    """The tokenizer, the table, of which rows are read as they are needed, and its mean."""
    from safetensors import safe_open
    from tokenizers import Tokenizer

    folder = locate(BUNDLED)
    with safe_open(folder / "model.safetensors", framework="numpy") as held:
        centre = np.asarray(held.get_tensor(_TABLE).mean(axis=0), np.float32)
    held_open: Any = safe_open(folder / "model.safetensors", framework="numpy")
    table = held_open.get_slice(_TABLE)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, table, centre
