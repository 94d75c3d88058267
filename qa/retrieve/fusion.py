"""Fusion: one score of all the evidence for a passage, then feedback from the best passages to the rest.

The score is a weighted sum on fixed scales, not of ranks nor of scores standardised for each question.  So it
means the same in a collection of three passages and in one of a hundred thousand.
"""

from __future__ import annotations

import numpy as np

from qa.retrieve.ranked import Fetch, Places, RankedEvidence, ranked
from qa.retrieve.scores import Doubles, Scores
from qa.retrieve.weights import UNREAD, FusionWeights
from qa.schemas import Mode

#: Feedback (Rocchio 1971): passages near the mean of the first ones rise.  The mean is weighted by a softmax
#: of their scores at this temperature.  The first passage stays first.
FEEDBACK_PASSAGES = 5
FEEDBACK_TEMPERATURE = 4.0
FEEDBACK_WEIGHT = 10.0


def fuse(
    scores: Scores, mode: Mode, weights: FusionWeights, fetch: Fetch, places: Places, *, is_read: bool = True
) -> RankedEvidence:
    """Score and order candidates, best first; ties by document id and offset.

    Args:
        fetch: Gives passages, when they are looked at.
        places: Gives where passages with equal scores stand.
        is_read: Whether the embedding model has learnt the question's script.  If not, words lead.
    """
    if mode is not Mode.HYBRID:
        final = scores.dense if mode is Mode.DENSE else scores.bm25
    else:
        final = weighted_sum(scores, weights if is_read else weights.with_vectors_times(UNREAD))
    found = ranked(scores, np.arange(len(scores)), final, fetch, places)
    if mode is Mode.HYBRID and is_read and len(found) > FEEDBACK_PASSAGES:
        return _with_feedback(found, places)
    return found


def weighted_sum(scores: Scores, weights: FusionWeights) -> Doubles:
    """The fused scores before feedback, shape `(n,)`."""
    summed: Doubles = np.sum([weight * getattr(scores, name) for name, weight in weights], axis=0)
    return summed


def _with_feedback(found: RankedEvidence, places: Places) -> RankedEvidence:
    """Reorder all but the first by their nearness to the first few."""
    vectors = found.scores.passages.vectors[found.rows]
    final = found.final
    shares = np.exp((final[:FEEDBACK_PASSAGES] - final[0]) / FEEDBACK_TEMPERATURE)
    centre = (shares / shares.sum()).astype(np.float32) @ vectors[:FEEDBACK_PASSAGES]
    moved = final + FEEDBACK_WEIGHT * (vectors @ (centre / np.linalg.norm(centre)))
    moved[0] = moved.max()
    return found.reordered(moved, places, first=1)
