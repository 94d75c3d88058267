"""The network that ranks candidate answers of a table, as it runs.

It is made by `python -m eval.table_training`.  What the question says of operations, and of kinds and names
of columns, is computed once; a small network adds the features of each candidate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.read.table_questions.asked import AskedOfTable, Floats
from qa.read.table_questions.candidates import Candidates, candidates
from qa.read.table_questions.programs import Selection
from qa.read.table_questions.table import Table

#: What a column of a candidate does: show, decide, hold words of the question.
ROLES = ("out", "key", "set")
WEIGHTS = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True)
class TableAnswer:
    """What a table answers.

    Args:
        selection: The operation and the rows that it leaves.
        column: That is shown; -1 for a number that no cell has.
        words: The distinct words of the cells, folded; the number.
        probability: That this is the answer if the table has it, from 0 to 1.
    """

    selection: Selection
    column: int
    words: tuple[str, ...]
    probability: float


class TableRanker:
    """Ranks what a table may answer.  Safe to call from many threads.

    Args:
        weights: The arrays of the network by their names; `phrases` is the vocabulary, one phrase a line.
    """

    def __init__(self, weights: dict[str, NDArray[np.float32]], phrases: dict[str, int]) -> None:
        self._weights = weights
        self._phrases = phrases

    def ranked(self, asked: AskedOfTable, table: Table, most: int = 12) -> list[TableAnswer]:
        """The best answers, best first; candidates that show the same words count together."""
        found = candidates(asked, table)
        if found is None:
            return []
        scores = self._scores(found)
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        groups: dict[tuple[str, ...], list[int]] = {}
        for n, words in enumerate(found.answers):
            groups.setdefault(words, []).append(n)
        ranked = sorted(groups.items(), key=lambda group: -float(shares[group[1]].sum()))[:most]
        answers = []
        for words, members in ranked:
            best = max(members, key=lambda n: shares[n])
            share = float(shares[members].sum())
            answers.append(
                TableAnswer(
                    found.chosen[found.places.selection[best]],
                    int(found.places.columns[best, 0]),
                    words,
                    share,
                )
            )
        return answers

    def _scores(self, found: Candidates) -> Floats:
        """The scores of candidates, shape `(n,)`."""
        w = self._weights
        state = self._state(found)

        def linear(name: str, inside: Floats) -> Floats:
            return np.asarray(inside @ w[f"{name}.weight"].T + w[f"{name}.bias"], np.float32)

        names = found.names @ w["name.weight"].T
        score = linear("classes", state)[found.classes]
        for role, kinds, columns in zip(ROLES, found.kinds.T, found.places.columns.T, strict=True):
            score += linear(f"{role}_kinds", state)[kinds] + (names @ linear(f"{role}_name", state))[columns]
        mixed = np.broadcast_to(linear("mixed", state), (len(score), len(w["mixed.bias"])))
        inside = np.concatenate([found.dense, mixed, w["of_class.weight"][found.classes]], axis=1)
        hidden = np.maximum(linear("hidden", inside), 0.0)
        score += linear("score", hidden)[:, 0] + found.dense @ w["direct.weight"][0]
        return np.asarray(score, np.float32)

    def _state(self, found: Candidates) -> Floats:
        w = self._weights
        known = [self._phrases[phrase] for phrase in found.phrases if phrase in self._phrases]
        said = w["phrase.weight"][known].mean(axis=0) if known else 0.0
        asks = w["question.weight"] @ found.vector + w["question.bias"]
        return np.asarray(np.tanh(said * 3 + asks * 3), np.float32)


@cache
def table_ranker() -> TableRanker:
    """The bundled network."""
    with np.load(WEIGHTS) as held:
        arrays = {name: np.asarray(held[name], np.float32) for name in held.files if name != "phrases"}
        phrases = bytes(held["phrases"]).decode().split("\n")
    return TableRanker(arrays, {phrase: number for number, phrase in enumerate(phrases)})
