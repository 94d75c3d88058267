"""The choice of what an unknown word was typed for, or that it is right.

A conditional logit with learnt weights: the choices are to leave the word, and each candidate; their
probabilities are a softmax over the weighted sums of their features (McFadden 1974).  `python -m
eval.spelling_training` fits the weights on words of SQuAD's training set with slips made by a program,
and on words that are right but that a collection does not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qa.retrieve.spelling.speller import Candidate

Features = Mapping[str, float]
#: What training has learnt.
WEIGHTS: Features = {
    "cost": -3.28,
    "cost of a short word": -0.327,
    "fit": 2.298,
    "fit of parts": 2.13,
    "fits": 0.49,
    "leave": 0.484,
    "length": -2.954,
    "log count": 0.334,
    "named": 2.644,
    "parts": -4.224,
    "shortest part": 0.247,
    "strange": -3.156,
}


class Weighed(NamedTuple):
    """A candidate, and how well it fits the rest of the question, from 0 to 1."""

    candidate: Candidate
    fit: float


def of_candidate(weighed: Weighed, word: str) -> Features:
    """The features of taking a candidate for a word."""
    candidate = weighed.candidate
    parts = float(candidate.parts)
    return {
        "log count": candidate.log_count,
        "cost": 0.0 if candidate.parts else candidate.cost,
        "cost of a short word": 0.0 if candidate.parts or len(word) > 5 else candidate.cost,
        "fit": weighed.fit * (1 - parts),
        "fits": float(weighed.fit > 0) * (1 - parts),
        "parts": parts,
        "shortest part": min(map(len, candidate.text.split())) * parts,
        "fit of parts": weighed.fit * parts,
    }


def of_leaving(word: str, strangeness: float, *, named: bool) -> Features:
    """The features of leaving a word.

    Args:
        strangeness: How unlike a word it looks.
        named: Whether it looks like a name.
    """
    return {"leave": 1.0, "length": len(word) / 10, "strange": strangeness, "named": float(named)}


def chosen(word: str, strangeness: float, weighed: Sequence[Weighed], *, named: bool) -> Candidate | None:
    """The likeliest candidate; None where it is likelier that the word is right."""
    if not weighed:
        return None
    best = max(weighed, key=lambda one: score(of_candidate(one, word)))
    left = score(of_leaving(word, strangeness, named=named))
    return best.candidate if score(of_candidate(best, word)) - left > 0 else None


def score(features: Features) -> float:
    """The weighted sum of features."""
    return sum(value * WEIGHTS.get(name, 0.0) for name, value in features.items())
