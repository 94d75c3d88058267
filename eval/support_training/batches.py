"""Batches of pairs of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from eval.support_training.pair import Pair
from qa.support.tokens import ClaimTokenizer, ClaimTokens


class Batch(NamedTuple):
    """Some pairs as tensors; `targets` is `(batch, 3)`."""

    ids: Tensor
    kinds: Tensor
    mask: Tensor
    targets: Tensor


class Encoded(NamedTuple):
    """One pair."""

    tokens: ClaimTokens
    target: tuple[float, float, float]


def encode(pairs: Sequence[Pair], tokenizer: ClaimTokenizer, most: int) -> list[Encoded]:
    """The pairs as tokens; those of more than `most` are left out."""
    joined = (tokenizer.join(pair.claim, pair.title, pair.text) for pair in pairs)
    return [
        Encoded(tokens, pair.target)
        for pair, tokens in zip(pairs, joined, strict=True)
        if len(tokens.ids) <= most
    ]


def batch_of(some: Sequence[Encoded]) -> Batch:
    """Padded to the longest."""
    longest = max(len(one.tokens.ids) for one in some)
    ids, kinds, mask = (torch.zeros((len(some), longest), dtype=torch.long) for _ in range(3))
    for row, (tokens, _) in enumerate(some):
        count = len(tokens.ids)
        ids[row, :count] = torch.tensor(tokens.ids)
        kinds[row, tokens.segment : count] = 1
        mask[row, :count] = 1
    return Batch(ids, kinds, mask, torch.tensor([one.target for one in some]))


def batches(pairs: Sequence[Encoded], size: int, seed: int) -> Iterator[Batch]:
    """Batches without end, each of pairs of like length, in random order."""
    while True:
        chance = random.Random(seed)
        order = sorted(range(len(pairs)), key=lambda n: (len(pairs[n].tokens.ids) // 4, chance.random()))
        cut = [order[at : at + size] for at in range(0, len(order), size)]
        chance.shuffle(cut)
        for some in cut:
            yield batch_of([pairs[n] for n in some])
        seed += 1
