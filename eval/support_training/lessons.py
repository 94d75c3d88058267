"""What the support model learns from, for the training loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor, nn

from eval.measures.abstention import auroc
from eval.support_training.batches import PairBatch, PairCorpus


class HeldOut(NamedTuple):
    """Values on pairs that are not learnt from.

    Args:
        loss: Cross entropy.
        right: How often the likeliest class is.
        auroc: How well the probability of "supported" separates what is mostly supported from the rest.
    """

    loss: float
    right: float
    auroc: float


@dataclass(frozen=True)
class SupportLessons:
    """Pairs to learn from, and pairs that are held out, by name."""

    corpus: PairCorpus
    held_out: dict[str, PairCorpus]

    def batches(self, size: int, seed: int) -> Iterator[tuple[PairBatch, Tensor | None]]:
        """Batches without end, with the teacher's probabilities where there are some."""
        return self.corpus.batches(size, seed)

    def loss(self, network: nn.Module, batch: tuple[PairBatch, Tensor | None], taught: float) -> Tensor:
        """Of one batch: a teacher's probabilities stand for `taught` of the targets (Hinton et al. 2015)."""
        pairs, said = batch
        targets = pairs.targets if said is None else (1 - taught) * pairs.targets + taught * said
        return cross_entropy(network(pairs.ids, pairs.kinds, pairs.mask), targets)

    def develop(self, network: nn.Module) -> dict[str, HeldOut]:
        """Values on each held-out set."""
        return {name: measured(network, corpus) for name, corpus in self.held_out.items()}


def measured(network: nn.Module, corpus: PairCorpus) -> HeldOut:
    """Values of a network on pairs."""
    scores, targets = corpus.scored(network)
    right = (scores.argmax(1) == targets.argmax(1)).float().mean()
    supported = scores.softmax(1)[:, 0].double().cpu().numpy()
    return HeldOut(
        round(float(cross_entropy(scores, targets)), 4),
        round(float(right), 4),
        round(auroc(supported, (targets[:, 0] > 0.5).double().cpu().numpy()), 4),
    )


def cross_entropy(scores: Tensor, targets: Tensor) -> Tensor:
    """Of shares of three classes."""
    return -(targets * scores.log_softmax(1)).sum(1).mean()
