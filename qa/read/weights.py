"""The fitted weights of reading."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ReadingWeights(BaseModel):
    """How much reading and retrieval count beside each other.

    Args:
        odds: Weight of the reader's log odds of a passage in the passage's score.
        passage: Weight of a passage's score in the score of its spans.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    odds: float
    passage: float
