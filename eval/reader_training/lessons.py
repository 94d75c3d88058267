"""What a reader learns from, for the training loop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from eval.reader_training.batches import Batch, Corpus, DeviceRows
from eval.reader_training.loss import loss_of
from eval.reader_training.network import Scores, SpanNetwork
from eval.reader_training.progress import Development, develop


@dataclass(frozen=True)
class ReaderLessons:
    """Questions with passages, and sets that are held out."""

    corpus: Corpus
    held_out: Mapping[str, Sequence[DeviceRows]]

    def batches(self, size: int, seed: int) -> Iterator[tuple[Batch, Scores | None]]:
        """Batches without end, with the teacher's scores where there are some."""
        return self.corpus.batches(size, seed)

    def loss(self, network: SpanNetwork, batch: tuple[Batch, Scores | None], taught: float) -> Tensor:
        """Of one batch."""
        asked, said = batch
        return loss_of(network(asked.ids, asked.kinds, asked.mask, asked.candidates), asked, said, taught)

    def develop(self, network: SpanNetwork) -> dict[str, Development]:
        """Values on each held-out set."""
        return develop(network, self.held_out)
