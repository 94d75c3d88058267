"""A support model that counts words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from qa.support.protocol import ClaimedOf, Shares


class WordSupport:
    """Supported is the share of the claim's words that the title and the text have."""

    identity: Mapping[str, object] = {"name": "words", "revision": "words"}

    def judge(self, pairs: Sequence[ClaimedOf]) -> Shares:
        """As the protocol says."""
        found = np.zeros((len(pairs), 3), np.float32)
        for row, pair in enumerate(pairs):
            claimed, said = _words(pair.claim), {*_words(f"{pair.title} {pair.text}")}
            share = sum(word in said for word in claimed) / max(1, len(claimed))
            found[row] = share, 0, 1 - share
        return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
