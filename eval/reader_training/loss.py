"""What a training makes small."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, softplus

from eval.reader_training.batches import Batch
from eval.reader_training.network import Scores, span_scores

#: What it counts that a question's right passage beats a wrong or a misleading one.
RIVALRY = 0.3
#: What the sentences that answer count.
SUPPORT = 0.3


def loss_of(scores: Scores, batch: Batch, taught: Scores | None, share: float) -> Tensor:
    """Of spans and "nothing", of rivals, and of supporting sentences.

    Minus the log of the probability of what is right: any of the right spans, or that nothing answers, by a
    softmax over all spans and "nothing" (Clark & Gardner 2018).  A teacher's probabilities stand in its place
    for `share` of it (Hinton et al. 2015).  Where a row has a rival, the log odds of the right passage are to
    be above the wrong one's.
    """
    spans = span_scores(scores.start, scores.end)
    flat = spans.flatten(1)
    every = flat.logsumexp(1)
    all_ = torch.logaddexp(every, scores.null)
    gold = flat.masked_fill(~batch.gold.flatten(1), -1e9).logsumexp(1)
    right = torch.where(batch.answerable, gold, scores.null)
    loss = (all_ - right).mean()
    supporting = batch.supporting
    if taught is not None:
        said = torch.cat([span_scores(taught.start, taught.end).flatten(1), taught.null[:, None]], 1).softmax(
            1
        )
        # A span that no token can begin or end has a score of -10,000 and no probability.
        mean = (said[:, :-1] * flat).sum(1) + said[:, -1] * scores.null
        loss = (1 - share) * loss + share * (all_ - mean).mean()
        supporting = (1 - share) * supporting + share * taught.support.sigmoid()
    rows = (batch.rival >= 0).nonzero()[:, 0]
    if len(rows):
        margin = every - scores.null
        beaten = margin[batch.rival[rows]] - margin[rows]
        loss = loss + RIVALRY * softplus(-beaten).sum() / len(batch.rival)
    each = binary_cross_entropy_with_logits(scores.support, supporting, reduction="none")
    candidates = batch.candidates.float()
    return loss + SUPPORT * ((each * candidates).sum(1) / candidates.sum(1).clamp(min=1)).mean()
