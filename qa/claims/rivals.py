"""Whether a second value competes with the answer: the same question answered differently, or something else.

Passages hold much that reads like a second answer: the value of another year, of another product, of a wider
question.  A logistic model tells a rival from them.  It looks at how sure the reader is of the value, by its
span and by its words as part of an answering sentence; at what of the question the value's context lacks
though the answer's has it; at how alike both sentences are; and at whether both come from one document.  It
is fitted by `python -m eval.fitting.rivals`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from index.store.stemming import TermAnalyzer
from index.store.term_ids import term_id, term_ids
from qa.claims.found_value import FoundValue
from qa.language.word_frequency import log_frequency_rank
from qa.understand.question_words import QuestionWord

Vector = NDArray[np.float32]
#: The reader's log odds that words belong to an answering sentence are cut to this size.
MOST_ODDS = 10.0


class RivalModel(BaseModel):
    """A logistic model of whether two values compete.

    Args:
        least: The log odds from which a value competes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fitted_on: str
    bias: float
    weights: dict[str, float]
    least: float

    def log_odds(self, features: Mapping[str, float]) -> float:
        """How surely two values with these features compete."""
        return self.bias + sum(weight * features[name] for name, weight in self.weights.items())


@cache
def rival_model() -> RivalModel:
    """The model that ships with Sourceline."""
    return RivalModel.model_validate_json((files("qa.claims") / "rivals.json").read_bytes())


def is_rival(features: Mapping[str, float]) -> bool:
    """Whether a value with these features competes with the answer."""
    model = rival_model()
    return model.log_odds(features) >= model.least


def features(
    analyzer: TermAnalyzer, answer: FoundValue, other: FoundValue, strength: float, gap: float
) -> dict[str, float]:
    """What the model looks at.

    Args:
        strength: Of the other value: its log odds, raised for every document that gives it.
        gap: How far that is below the strongest value's.
    """
    said = {*_ids(analyzer, answer.words, answer)}
    inside = other.found.span.moved(-other.passage.span.start)
    support = other.found.evidence.reading.support
    return {
        "strength": strength,
        "gap": gap,
        "tokens": max(-MOST_ODDS, min(MOST_ODDS, support.of(inside))) if support else 0.0,
        "same_document": float(answer.passage.document_key == other.passage.document_key),
        "same_passage": float(answer.passage.id == other.passage.id),
        # Whoever gives another value seldom names the answer too.
        "names_answer": float(bool(said) and said <= {*other.passage.terms.text.tolist()}),
        "lost": _lost(analyzer, answer.found.evidence.asked.words, answer, other),
        "alike": float(_sentence_vector(answer) @ _sentence_vector(other)),
        "dense": other.found.evidence.dense - answer.found.evidence.dense,
    }


def _sentence_vector(value: FoundValue) -> Vector:
    """The mean of the vectors of the value's sentences, of length 1; the passage's where it has none."""
    passage = value.passage
    span = value.sentence.moved(passage.span.start)
    inside = [n for n, one in enumerate(passage.sentences) if one.overlaps(span)]
    mean = passage.sentence_vectors[inside].astype(np.float32).mean(axis=0) if inside else passage.vector
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


def _lost(
    analyzer: TermAnalyzer, asked: Sequence[QuestionWord], answer: FoundValue, other: FoundValue
) -> float:
    """The share of the question, by rare words, that stands around the answer but not around the other."""
    weights: dict[int, float] = {}
    for word in asked:
        for term in analyzer.content_terms(word.text, answer.passage.language):
            weights[term_id(term)] = max(weights.get(term_id(term), 0.0), log_frequency_rank(word.text))
    lost = _context(analyzer, answer) - _context(analyzer, other)
    total = math.fsum(weights.values())
    return math.fsum(weight for term, weight in weights.items() if term in lost) / total if total else 0.0


def _context(analyzer: TermAnalyzer, value: FoundValue) -> set[int]:
    """The terms of a value's sentence and of what stands above its passage."""
    sentence = _ids(analyzer, value.sentence.of(value.passage.text), value)
    return {*sentence, *value.passage.terms.context.tolist()}


def _ids(analyzer: TermAnalyzer, words: str, value: FoundValue) -> list[int]:
    return [*map(int, term_ids(analyzer.terms(words, value.passage.language)))]
