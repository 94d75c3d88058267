"""Measure the reader on held-out questions during training."""

from __future__ import annotations

import random
from typing import NamedTuple

import numpy as np
import torch

from eval.measures.abstention import auroc
from eval.measures.answers import best_exact_match, best_f1
from eval.reader_training.batches import Encoder, Task, padded
from eval.reader_training.examples import Examples
from eval.reader_training.network import SpanNetwork, span_scores

QUESTIONS = 500
BATCH = 25


class Development(NamedTuple):
    """Values on held-out questions.

    Args:
        exact, f1: Exact match and token F1 on answerable questions, without abstention.
        auroc: How well the margin separates answerable from unanswerable questions.
    """

    exact: float
    f1: float
    auroc: float


def develop(network: SpanNetwork, encoder: Encoder, held_out: Examples) -> Development:
    """Read a sample of held-out questions, each with its own passage."""
    asked = random.Random(0).sample(held_out.asked, min(QUESTIONS, len(held_out.asked)))
    asked.sort(key=lambda one: len(held_out.passages[one.passage].text))
    device = next(network.parameters()).device
    exact, overlap, margins, answerable = [], [], [], []
    for at in range(0, len(asked), BATCH):
        chosen = asked[at : at + BATCH]
        own = [held_out.passages[one.passage] for one in chosen]
        tasks = [Task(one.question, p.title, p.text, ()) for one, p in zip(chosen, own, strict=True)]
        encoded = [found for task in tasks if (found := encoder.encode(task))]
        batch = padded([(n, one) for n, one in enumerate(encoded)], 1)
        batch = batch.to(device)
        with torch.inference_mode(), torch.autocast(device.type, dtype=torch.bfloat16):
            scores = network(batch.ids, batch.kinds, batch.mask, batch.candidates)
        spans = span_scores(scores)
        best, place = spans.flatten(1).max(1)
        for row, one in enumerate(chosen):
            start, length = divmod(int(place[row]), spans.shape[2])
            tokens = encoded[row].tokens
            offsets = tokens.offsets[start - tokens.passage :]
            text = own[row].text[offsets[0][0] : offsets[length][1]]
            answers = [own[row].text[a:b] for a, b in one.spans]
            if answers:
                exact.append(best_exact_match(text, answers))
                overlap.append(best_f1(text, answers))
            margins.append(float(best[row] - scores.null[row]))
            answerable.append(float(bool(answers)))
    return Development(
        round(sum(exact) / len(exact), 4),
        round(sum(overlap) / len(overlap), 4),
        round(auroc(np.array(margins), np.array(answerable)), 4),
    )
