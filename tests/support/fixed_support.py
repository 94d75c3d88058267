"""A support model that says the same of every pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from qa.support.protocol import ClaimedOf, Shares


class FixedSupport:
    """Says these shares of supported, contradicted, not decided; keeps what it was asked."""

    identity: Mapping[str, object] = {"name": "fixed", "revision": "fixed"}

    def __init__(self, *shares: float) -> None:
        self._shares = shares
        self.asked: list[ClaimedOf] = []

    def judge(self, pairs: Sequence[ClaimedOf]) -> Shares:
        """The same for each."""
        self.asked += pairs
        return np.tile(np.array(self._shares, np.float32), (len(pairs), 1))
