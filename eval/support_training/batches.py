"""Pairs as arrays of tokens: small to carry to another machine, quick to make batches of."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from eval.support_training.pair import Pair
from qa.support.tokens import ClaimTokenizer

#: Rows are padded to a multiple of this.
WIDTH = 16
#: Pairs that a network reads at once without learning.
AT_ONCE = 512


@dataclass(frozen=True)
class EncodedPairs:
    """Pairs as tokens.

    Args:
        ids: All rows' tokens, one after another.
        ends: Where each row ends in `ids`.
        segments: The first token of each row's text, counted from the row's beginning.
        targets: `(pairs, 3)`.
    """

    ids: NDArray[np.uint16]
    ends: NDArray[np.int64]
    segments: NDArray[np.int64]
    targets: NDArray[np.float32]

    def write(self, path: Path) -> None:
        """Keep them in a compressed file."""
        np.savez_compressed(path, **vars(self))

    @classmethod
    def read(cls, path: Path) -> EncodedPairs:
        """Those of a file."""
        with np.load(path) as file:
            return cls(**{name: file[name] for name in cls.__annotations__})


def encode(pairs: Sequence[Pair], tokenizer: ClaimTokenizer, most: int) -> EncodedPairs:
    """The pairs as tokens; those of more than `most` are left out."""
    joined = ((tokenizer.join(pair.claim, pair.title, pair.text), pair.target) for pair in pairs)
    kept = [(tokens, target) for tokens, target in joined if len(tokens.ids) <= most]
    return EncodedPairs(
        np.concatenate([np.array(tokens.ids, np.uint16) for tokens, _ in kept]),
        np.cumsum([len(tokens.ids) for tokens, _ in kept]),
        np.array([tokens.segment for tokens, _ in kept]),
        np.array([target for _, target in kept], np.float32),
    )


class PairBatch(NamedTuple):
    """Some pairs as tensors, padded to one length; `targets` is `(batch, 3)`."""

    ids: Tensor
    kinds: Tensor
    mask: Tensor
    targets: Tensor


class PairCorpus:
    """Pairs on a device, those of like length together.

    Args:
        pairs: As `encode` makes them.
    """

    def __init__(self, pairs: EncodedPairs, device: str) -> None:
        starts = np.concatenate([[0], pairs.ends[:-1]])
        lengths = pairs.ends - starts
        widths = -(-lengths // WIDTH) * WIDTH
        self._rows: list[PairBatch] = []
        for width in np.unique(widths).tolist():
            chosen = np.flatnonzero(widths == width)
            place = np.arange(width)[None]
            mask = place < lengths[chosen, None]
            at = np.minimum(starts[chosen, None] + place, len(pairs.ids) - 1)
            kinds = (place >= pairs.segments[chosen, None]) & mask
            values = np.where(mask, pairs.ids[at], 0).astype(np.int32), kinds, mask, pairs.targets[chosen]
            self._rows.append(PairBatch(*(torch.from_numpy(value).to(device) for value in values)))
        self._taught: list[Tensor] | None = None

    def __len__(self) -> int:
        return sum(len(some.ids) for some in self._rows)

    def taught(self, teacher: nn.Module) -> None:
        """Keep the probabilities that a teacher gives every pair."""
        teacher.eval()
        self._taught = [scores_of(teacher, some).softmax(1) for some in self._rows]

    def scored(self, network: nn.Module) -> tuple[Tensor, Tensor]:
        """A network's scores of all pairs, and the targets, `(pairs, 3)` each."""
        network.eval()
        scores = torch.cat([scores_of(network, some) for some in self._rows])
        network.train()
        return scores, torch.cat([some.targets for some in self._rows])

    def batches(self, size: int, seed: int) -> Iterator[tuple[PairBatch, Tensor | None]]:
        """Batches without end, pass after pass, with a teacher's probabilities where there are some."""
        while True:
            chance = random.Random(seed)
            cut = [
                (number, index)
                for number, some in enumerate(self._rows)
                for index in torch.randperm(
                    len(some.ids), generator=torch.Generator().manual_seed(seed)
                ).split(size)
            ]
            chance.shuffle(cut)
            for number, index in cut:
                on = index.to(self._rows[number].ids.device)
                said = self._taught[number][on] if self._taught else None
                yield _wide(PairBatch(*(values[on] for values in self._rows[number]))), said
            seed += 1


def scores_of(network: nn.Module, some: PairBatch) -> Tensor:
    """A network's scores without learning, `(pairs, 3)`."""
    found = []
    for at in range(0, len(some.ids), AT_ONCE):
        part = _wide(PairBatch(*(values[at : at + AT_ONCE] for values in some)))
        with torch.inference_mode(), torch.autocast(part.ids.device.type, dtype=torch.bfloat16):
            found.append(network(part.ids, part.kinds, part.mask).float())
    return torch.cat(found).clone()


def _wide(some: PairBatch) -> PairBatch:
    """In 64 bits, as networks take them."""
    return PairBatch(some.ids.long(), some.kinds.long(), some.mask.long(), some.targets)
