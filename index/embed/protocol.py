"""The protocol of an embedding model: text to unit vectors of passages, sentences and tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import Span

Vectors = NDArray[np.float32]
Bytes = NDArray[np.int8]


class PassageText(NamedTuple):
    """What is embedded of a passage.

    Args:
        context: Title and heading path; embedded with the passage, but not part of its span.
        text: The passage.
        sentences: Spans in `text`.
    """

    context: str
    text: str
    sentences: tuple[Span, ...]


class PassageVectors(NamedTuple):
    """A passage's vectors, from one forward pass.

    Args:
        passage: Shape `(dimension,)`, unit length.
        sentences: Shape `(n, dimension)`, unit length: the mean of the sentence's tokens, in context.
        tokens: Shape `(t, token_dimension)`, int8: the projected vectors of the text's tokens that are
            kept, of length 127.
        token_counts: Shape `(n,)`: the number of these tokens of each sentence, in order.
    """

    passage: Vectors
    sentences: Vectors
    tokens: Bytes
    token_counts: NDArray[np.int32]


class QuestionVectors(NamedTuple):
    """A question's vectors.

    Args:
        whole: Shape `(dimension,)`, unit length.
        tokens: Shape `(t, token_dimension)`, unit length.
        starts: The code-point offset in the question at which each token starts.
    """

    whole: Vectors
    tokens: Vectors
    starts: tuple[int, ...]


class Embedder(Protocol):
    """Turns passages and questions into comparable vectors."""

    @property
    def identity(self) -> Mapping[str, object]:
        """What makes vectors comparable: name, revision, dimension, pooling, prompts."""
        ...

    @property
    def dimension(self) -> int:
        """Length of passages' and sentences' vectors."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a passage and its context the model reads."""
        ...

    @property
    def parallel(self) -> int:
        """How many threads have to embed passages at the same time to make full use of the machine."""
        ...

    def token_starts(self, text: str) -> Sequence[int]:
        """Ascending code-point offsets at which the model's tokens start."""
        ...

    def reads(self, text: str) -> bool:
        """Whether the model has learnt the script of `text`: if not, its vectors of it say little."""
        ...

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Embed a batch."""
        ...

    def embed_questions(self, questions: Sequence[str]) -> list[QuestionVectors]:
        """Embed a batch."""
        ...
