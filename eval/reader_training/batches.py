"""Batches of rows on a device, in random order, with what is right for each and what a teacher says."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from eval.reader_training.network import Scores, SpanNetwork
from eval.reader_training.packed import Packed, Rows, rows
from qa.read.reader.spans import LONGEST_SPAN

#: Rows that a teacher reads at once.
TAUGHT_AT_ONCE = 512


class Batch(NamedTuple):
    """Some rows.

    Args:
        ids, kinds, mask, candidates: As `SpanNetwork.forward` takes them.
        gold: `(batch, tokens, most)`, true at each right span, laid out as `span_scores` does.
        answerable: `(batch,)`.
        supporting: `(batch, tokens)`: 1 where a token belongs to a sentence that answers.
        rival: `(batch,)`: the row of the same question with its right passage, or -1.
    """

    ids: Tensor
    kinds: Tensor
    mask: Tensor
    candidates: Tensor
    gold: Tensor
    answerable: Tensor
    supporting: Tensor
    rival: Tensor


class DeviceRows(NamedTuple):
    """`Rows` of one width as tensors."""

    ids: Tensor
    segment: Tensor
    passage: Tensor
    length: Tensor
    spans: Tensor
    within: Tensor
    support: Tensor
    group: Tensor

    @classmethod
    def of(cls, some: Rows, device: str) -> DeviceRows:
        """The same rows on a device, in 32 bits."""
        return cls(*(torch.from_numpy(values.astype(np.int32)).to(device) for values in some))

    def chosen(self, index: Tensor) -> DeviceRows:
        """Some of the rows."""
        return DeviceRows(*(values[index] for values in self))


def inputs(some: DeviceRows) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Ids, kinds, mask and candidates of rows, as `SpanNetwork.forward` takes them."""
    place = torch.arange(some.ids.shape[1], device=some.ids.device)[None]
    mask = place < some.length[:, None]
    kinds = (place >= some.segment[:, None]) & mask
    candidates = (place >= some.passage[:, None]) & (place < some.length[:, None] - 1)
    return some.ids.long(), kinds.long(), mask.long(), candidates


def batch_of(some: DeviceRows) -> Batch:
    """The batch of rows."""
    count, tokens = some.ids.shape
    most = min(LONGEST_SPAN, tokens)
    place = torch.arange(tokens, device=some.ids.device)
    size = torch.arange(1, most + 1, device=some.ids.device)
    gold = torch.zeros((count, tokens, most), dtype=torch.bool, device=some.ids.device)
    row, n = ((some.spans[..., 1] > 0) & (some.spans[..., 1] <= most)).nonzero(as_tuple=True)
    gold[row, some.spans[row, n, 0].long(), some.spans[row, n, 1].long() - 1] = True
    for n in range(some.within.shape[1]):
        first, length = some.within[:, n, 0], some.within[:, n, 1]
        starts = (place[None] >= first[:, None])[..., None]
        ends = place[None, :, None] + size <= (first + length)[:, None, None]
        gold |= starts & ends & (length > 0)[:, None, None]
    supporting = torch.zeros((count, tokens), dtype=torch.bool, device=some.ids.device)
    for n in range(some.support.shape[1]):
        first, length = some.support[:, n, 0, None], some.support[:, n, 1, None]
        supporting |= (place >= first) & (place < first + length)
    answerable = gold.flatten(1).any(1)
    same = (some.group[:, None] == some.group[None]) & answerable[None]
    rival = torch.where(same.any(1) & ~answerable, same.int().argmax(1), -1)
    return Batch(*inputs(some), gold, answerable, supporting.float(), rival)


class Corpus:
    """Some passes over the data on a device.

    Args:
        tasks: As `packed.read` gives them.
    """

    def __init__(self, tasks: Packed, device: str) -> None:
        passes = range(1 + int(tasks.numbers[:, 0].max()))
        self._passes = [[DeviceRows.of(some, device) for some in rows(tasks, number)] for number in passes]
        self._taught: list[list[Scores]] = []

    def __len__(self) -> int:
        return sum(len(some.ids) for each in self._passes for some in each)

    def taught(self, teacher: SpanNetwork) -> None:
        """Keep what a teacher says of every row, in 16 bits."""
        teacher.eval()
        self._taught = [[_said(teacher, some) for some in each] for each in self._passes]

    def batches(self, size: int, seed: int) -> Iterator[tuple[Batch, Scores | None]]:
        """Batches without end, pass after pass, with the teacher's scores where there are some."""
        while True:
            number = seed % len(self._passes)
            taught = self._taught[number] if self._taught else None
            yield from _shuffled(self._passes[number], taught, size, seed)
            seed += 1


def _said(teacher: SpanNetwork, some: DeviceRows) -> Scores:
    found: list[Scores] = []
    for at in range(0, len(some.ids), TAUGHT_AT_ONCE):
        part = some.chosen(torch.arange(at, min(at + TAUGHT_AT_ONCE, len(some.ids)), device=some.ids.device))
        with torch.inference_mode(), torch.autocast(some.ids.device.type, dtype=torch.bfloat16):
            said = teacher(*inputs(part))
        found.append(Scores(*(values.half() for values in said)))
    return Scores(*(torch.cat(values).clone() for values in zip(*found, strict=True)))


def _shuffled(
    each: Sequence[DeviceRows], taught: Sequence[Scores] | None, size: int, seed: int
) -> Iterator[tuple[Batch, Scores | None]]:
    # Rows of one question stay together where their lengths allow.
    device = each[0].ids.device
    groups = 1 + max(int(some.group.max()) for some in each)
    keys = torch.from_numpy(np.random.default_rng(seed).permutation(groups)).to(device)
    cut = [
        (number, index)
        for number, some in enumerate(each)
        for index in keys[some.group.long()].argsort().split(size)
    ]
    random.Random(seed).shuffle(cut)
    for number, index in cut:
        said = Scores(*(values[index].float() for values in taught[number])) if taught else None
        yield batch_of(each[number].chosen(index)), said
