"""A linear model of kinds over words, word pairs and triples: what the patterns are compared with.

Words that are rare in the questions it learns from are told by their ending alone ("-s", "-ing"), so that the
frame of a question counts and not its subject.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from eval.question_kinds.labelled import LabelledQuestion

#: Words of fewer questions are rare.
FREQUENT = 3
STEPS, RATE, DECAY = 400, 4.0, 1e-3
_ENDINGS = ("ing", "ed", "er", "s")


class LinearModel:
    """Softmax regression, fitted by gradient descent with momentum.

    Args:
        questions: What it learns from.
    """

    def __init__(self, questions: Sequence[LabelledQuestion]) -> None:
        self._count = Counter(word for one in questions for word in {*_words(one.text)})
        self._kinds = sorted({one.kind for one in questions})
        parts = [{*self._parts(one.text)} for one in questions]
        self._places = {part: n for n, part in enumerate(sorted({p for some in parts for p in some}))}
        inputs = np.stack([self._input(some) for some in parts])
        wanted = np.eye(len(self._kinds))[[self._kinds.index(one.kind) for one in questions]]
        self._weights = np.zeros((len(self._places), len(self._kinds)))
        moving = np.zeros_like(self._weights)
        for _ in range(STEPS):
            slope = inputs.T @ (_softmax(inputs @ self._weights) - wanted) / len(inputs)
            moving = 0.9 * moving - RATE * (slope + DECAY * self._weights)
            self._weights += moving

    def kind(self, question: str) -> str:
        """The likeliest kind of a question."""
        return self._kinds[int((self._input({*self._parts(question)}) @ self._weights).argmax())]

    def _input(self, parts: set[str]) -> NDArray[np.float64]:
        row = np.zeros(len(self._places))
        row[[self._places[part] for part in parts if part in self._places]] = 1.0
        return row / max(float(np.linalg.norm(row)), 1.0)

    def _parts(self, question: str) -> Iterator[str]:
        frame = ["^", *map(self._frame_word, _words(question)), "$"]
        for length in (1, 2, 3):
            yield from (" ".join(frame[n : n + length]) for n in range(len(frame) - length + 1))

    def _frame_word(self, word: str) -> str:
        if self._count[word] >= FREQUENT:
            return word
        return f"-{next((ending for ending in _ENDINGS if word.endswith(ending)), '')}"


def _words(question: str) -> list[str]:
    return re.findall(r"\w+(?:['’]\w+)?", question.lower())


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
