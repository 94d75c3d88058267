"""Examples as arrays: each once, and batches of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from eval.table_training.examples import Example

#: Phrases of fewer questions are left out of the vocabulary.
LEAST = 5


class Packed(NamedTuple):
    """What is kept of an example for training; the arrays are those of `Candidates`, in small types.

    Args:
        groups: Of each candidate, the number of what it shows, shape `(n,)`.
    """

    table: str
    one_cell: bool
    phrases: tuple[str, ...]
    vector: NDArray[np.float16]
    names: NDArray[np.float16]
    classes: NDArray[np.int16]
    kinds: NDArray[np.int8]
    columns: NDArray[np.int16]
    dense: NDArray[np.float16]
    right: NDArray[np.bool_]
    groups: NDArray[np.int16]


def packed(example: Example) -> Packed:
    """An example in small types."""
    found = example.found
    numbers: dict[tuple[str, ...], int] = {}
    none = len(found.names) - 1
    columns = found.places.columns
    return Packed(
        example.table,
        example.one_cell,
        found.phrases,
        found.vector.astype(np.float16),
        found.names.astype(np.float16),
        found.classes.astype(np.int16),
        found.kinds.astype(np.int8),
        np.where(columns < 0, none, columns).astype(np.int16),
        found.dense.astype(np.float16),
        example.right,
        np.array([numbers.setdefault(words, len(numbers)) for words in found.answers], np.int16),
    )


def vocabulary(examples: Iterable[Packed]) -> dict[str, int]:
    """The phrases of enough questions, numbered from 1."""
    counts = Counter(phrase for example in examples for phrase in set(example.phrases))
    known = sorted(phrase for phrase, count in counts.items() if count >= LEAST)
    return {phrase: number for number, phrase in enumerate(known, 1)}


class Batch(NamedTuple):
    """Questions with all their candidates, as `Ranker.forward` takes them; `right` has the labels."""

    phrases: torch.Tensor
    vectors: torch.Tensor
    names: torch.Tensor
    owner: torch.Tensor
    classes: torch.Tensor
    kinds: torch.Tensor
    columns: torch.Tensor
    dense: torch.Tensor
    right: torch.Tensor


def batch(examples: Sequence[Packed], known: Mapping[str, int]) -> Batch:
    """A batch of examples, with the phrases of a vocabulary."""
    said = [[known[p] for p in one.phrases if p in known] or [0] for one in examples]
    most = max(map(len, said))
    starts = np.cumsum([0, *(len(one.names) for one in examples)])
    return Batch(
        torch.tensor([numbers + [0] * (most - len(numbers)) for numbers in said]),
        _tensor([one.vector[None] for one in examples], np.float32),
        _tensor([one.names for one in examples], np.float32),
        _tensor([np.full(len(one.classes), n) for n, one in enumerate(examples)], np.int64),
        _tensor([one.classes for one in examples], np.int64),
        _tensor([one.kinds for one in examples], np.int64),
        _tensor([one.columns.astype(np.int64) + starts[n] for n, one in enumerate(examples)], np.int64),
        _tensor([one.dense for one in examples], np.float32),
        _tensor([one.right for one in examples], np.bool_),
    )


def _tensor(parts: Sequence[NDArray[np.generic]], kind: type[np.generic]) -> torch.Tensor:
    return torch.from_numpy(np.concatenate(parts).astype(kind))
