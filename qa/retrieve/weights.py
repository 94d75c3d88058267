"""The fitted weights of retrieval."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

#: Of a script that the embedding model has not learnt, vectors count this much.
UNREAD = 0.25


class FusionWeights(BaseModel):
    """How much each score of a passage counts in its fused score."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bm25: float
    dense: float
    nearest: float
    tokens: float
    cover: float
    pairs: float
    kind: float

    def with_vectors_times(self, factor: float) -> FusionWeights:
        """The same weights, but for those of vectors."""
        scaled = {name: factor * getattr(self, name) for name in ("dense", "nearest", "tokens")}
        return self.model_copy(update=scaled)
