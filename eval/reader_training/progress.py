"""Measure a network on held-out tasks during training, over tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from eval.measures.abstention import auroc
from eval.reader_training.batches import DeviceRows, batch_of
from eval.reader_training.network import SpanNetwork, span_scores

AT_ONCE = 128


class Development(NamedTuple):
    """Values on held-out tasks.

    Args:
        exact, f1: Of the best span with the nearest right one, on answerable tasks, without abstention.
        auroc: How well the margin separates answerable from unanswerable tasks.
        support: How well the support head separates tokens of sentences that answer, answerable tasks.
    """

    exact: float
    f1: float
    auroc: float
    support: float


def develop(network: SpanNetwork, held_out: Mapping[str, Sequence[DeviceRows]]) -> dict[str, Development]:
    """Read all tasks of each set."""
    network.eval()
    found = {name: _measured(network, rows) for name, rows in held_out.items()}
    network.train()
    return found


def _measured(network: SpanNetwork, rows: Sequence[DeviceRows]) -> Development:
    exact: list[float] = []
    overlap: list[float] = []
    margins: list[float] = []
    answerable: list[float] = []
    supports: list[tuple[Tensor, Tensor]] = []
    for some in rows:
        for index in torch.arange(len(some.ids), device=some.ids.device).split(AT_ONCE):
            part = some.chosen(index)
            batch = batch_of(part)
            with torch.inference_mode(), torch.autocast(part.ids.device.type, dtype=torch.bfloat16):
                scores = network(batch.ids, batch.kinds, batch.mask, batch.candidates)
            spans = span_scores(scores.start, scores.end)
            best, place = spans.flatten(1).max(1)
            margins += (best - scores.null).tolist()
            answerable += batch.answerable.float().tolist()
            first = (place // spans.shape[2]).tolist()
            length = (place % spans.shape[2] + 1).tolist()
            for row, right in enumerate(part.spans.tolist()):
                gold = [(s, n) for s, n in right if n]
                if gold:
                    exact.append(float((first[row], length[row]) in gold))
                    overlap.append(max(_f1(first[row], length[row], s, n) for s, n in gold))
            seen = batch.candidates & batch.answerable[:, None]
            supports.append((scores.support[seen].cpu(), batch.supporting[seen].cpu()))
    said, right_ = (torch.cat(values).numpy() for values in zip(*supports, strict=True))
    return Development(
        round(float(np.mean(exact)) if exact else float("nan"), 4),
        round(float(np.mean(overlap)) if overlap else float("nan"), 4),
        round(auroc(np.array(margins), np.array(answerable)), 4),
        round(auroc(said.astype(np.float64), right_.astype(np.float64)), 4),
    )


def _f1(first: int, length: int, right: int, size: int) -> float:
    common = min(first + length, right + size) - max(first, right)
    return max(0.0, 2 * common / (length + size))
