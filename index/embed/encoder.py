"""The protocol of an encoder: texts to the vector of each text and of each of its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.embed.protocol import Vectors


class Encoded(NamedTuple):
    """The vectors of one text.

    Args:
        whole: Shape `(dimension,)`, unit length.
        tokens: Shape `(t, dimension)`, special tokens and padding included.
        starts: Shape `(t,)`: the code-point offset of each token, -1 for special tokens and padding.
    """

    whole: Vectors
    tokens: Vectors
    starts: NDArray[np.int64]


class Prompts(NamedTuple):
    """Texts that a model expects before a question and before a passage."""

    question: str
    passage: str


class Encoder(Protocol):
    """One loaded model."""

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Tokens of a text that the model reads, special tokens included."""
        ...

    @property
    def special_tokens(self) -> int:
        """Number of special tokens that it adds to a text."""
        ...

    @property
    def pooling(self) -> str:
        """How token vectors become the vector of the text: "mean", "cls", ..."""
        ...

    @property
    def prompts(self) -> Prompts:
        """The model's own prompts; empty where it has none."""
        ...

    @property
    def parallel(self) -> int:
        """How many threads have to encode in bulk at the same time to make full use of the machine."""
        ...

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets at which the tokens of a text of any length start."""
        ...

    def encode(self, texts: Sequence[str], *, bulk: bool) -> list[Encoded]:
        """Encode texts, in order, in batches of like length.

        Args:
            bulk: Other threads encode at the same time.  Reduced precision is allowed (cosine to float32
                above .999).
        """
        ...


def batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """The places of texts of like length together, the longest first: padding takes as long as text.

    Args:
        lengths: Of the texts.
        most: How many are in a batch.
    """
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    for at in range(0, len(order), most):
        yield order[at : at + most]
