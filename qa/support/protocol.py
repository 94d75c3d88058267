"""The protocol of support models: from claims and texts to how far the texts decide the claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

#: The columns of what a model says.
SUPPORTED, CONTRADICTED, UNDECIDED = range(3)
Shares = NDArray[np.float32]


class ClaimedOf(NamedTuple):
    """A claim about a text.

    Args:
        claim: A statement, or a question that wants yes or no: "supported" is yes.
        title: Title and headings of the text; may be empty.
        text: What is to decide the claim: a sentence, a passage.
    """

    claim: str
    title: str
    text: str


class SupportModel(Protocol):
    """Says whether texts support claims.  Safe to call from many threads."""

    @property
    def identity(self) -> Mapping[str, object]:
        """`name` and `revision`, a hash of the weights."""
        ...

    def judge(self, pairs: Sequence[ClaimedOf]) -> Shares:
        """Probabilities of supported, contradicted, not decided: shape `(pairs, 3)`, rows add up to 1."""
        ...
