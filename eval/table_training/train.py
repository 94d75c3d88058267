"""The training loop: the probability of all candidates that give the right words is raised.

No program is labelled; which of them means what is asked shows over many questions (Pasupat and Liang 2015).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch

from eval.table_training.batches import Packed, batch
from eval.table_training.network import Ranker

BATCH, RATE, ONE_CELL = 24, 4e-3, 1.5


class Right(NamedTuple):
    """Shares of questions whose best answer is right: of all, and of those with one cell as the answer."""

    all: float
    one_cell: float


def train(
    network: Ranker,
    examples: Sequence[Packed],
    known: Mapping[str, int],
    passes: int,
    report: Callable[[int, float], None],
) -> None:
    """Train a network on the examples that have a right candidate.

    Args:
        report: Called after each pass with its number and the mean loss.
    """
    chosen = [one for one in examples if one.right.any()]
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.01)
    steps = passes * -(-len(chosen) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.1)
    order = random.Random(0)
    for number in range(passes):
        order.shuffle(chosen)
        losses = []
        network.train()
        for start in range(0, len(chosen), BATCH):
            loss = _loss(network, chosen[start : start + BATCH], known)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        report(number, float(np.mean(losses)))


def _loss(network: Ranker, examples: Sequence[Packed], known: Mapping[str, int]) -> torch.Tensor:
    made = batch(examples, known)
    scores = network(*made[:-1])
    every = _log_sums(scores, made.owner, len(examples))
    right = _log_sums(torch.where(made.right, scores, torch.tensor(-1e4)), made.owner, len(examples))
    weights = torch.tensor([ONE_CELL if one.one_cell else 1.0 for one in examples])
    return ((every - right) * weights).mean()


def _log_sums(scores: torch.Tensor, owner: torch.Tensor, size: int) -> torch.Tensor:
    """The logarithm of the sum of the exponentials of each question's scores, shape `(size,)`."""
    most = torch.full((size,), -1e9).scatter_reduce(0, owner, scores.detach(), "amax")
    sums = torch.zeros(size).index_add(0, owner, torch.exp(scores - most[owner]))
    return most + torch.log(sums + 1e-20)


def right(network: Ranker, examples: Sequence[Packed], known: Mapping[str, int]) -> Right:
    """How often the answer with most probability is right; candidates that show the same count together."""
    network.eval()
    hits = [
        hit
        for start in range(0, len(examples), BATCH)
        for hit in _hits(network, examples[start : start + BATCH], known)
    ]
    one_cell = [hit for hit, one in zip(hits, examples, strict=True) if one.one_cell]
    return Right(float(np.mean(hits)), float(np.mean(one_cell)))


def _hits(network: Ranker, examples: Sequence[Packed], known: Mapping[str, int]) -> list[bool]:
    made = batch(examples, known)
    with torch.no_grad():
        scores, owner = network(*made[:-1]).numpy(), made.owner.numpy()
    found = []
    for number, one in enumerate(examples):
        own = scores[owner == number]
        shares = np.bincount(one.groups, np.exp(own - own.max()))
        found.append(bool(one.right[one.groups == shares.argmax()].any()))
    return found
