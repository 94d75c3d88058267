"""Vectors as they are stored: near to what they were, and the same when they are stored again."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from index.store.vector_codes import (
    passage_codes,
    passage_vectors,
    sentence_bytes,
    sentence_codes,
    sentence_vectors,
    token_codes,
    token_vectors,
)


def unit(count: int, dimension: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def with_large_numbers(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """As some models make them: two numbers are ten times as large as others."""
    vectors = vectors.copy()
    vectors[:, [3, 70]] *= 10
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("large", [False, True])
def test_cosines_are_nearly_kept(large: bool) -> None:
    vectors, questions = unit(200, 384), unit(50, 384, seed=1)
    if large:
        vectors, questions = with_large_numbers(vectors), with_large_numbers(questions)
    due = vectors @ questions.T
    of_passages = passage_vectors(passage_codes(vectors)) @ questions.T
    of_sentences = sentence_vectors(sentence_codes(vectors), 384) @ questions.T
    assert np.abs(of_passages - due).max() < (0.02 if large else 0.003)
    assert np.abs(of_sentences - due).max() < (0.06 if large else 0.03)


def test_tokens_keep_their_nearest() -> None:
    tokens = unit(300, 64)
    near = tokens + unit(300, 64, seed=1) * 0.3
    found = token_vectors(token_codes(np.rint(tokens * 127).astype(np.int8))).astype(np.float32) / 127
    assert (np.argmax(near @ found.T, axis=1) == np.arange(300)).all()
    assert np.linalg.norm(found, axis=1).mean() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("dimension", [2, 16, 32, 100, 384])
def test_what_is_stored_again_has_the_same_codes(dimension: int) -> None:
    vectors = unit(400, dimension)
    codes = passage_codes(vectors)
    assert (passage_codes(passage_vectors(codes)) == codes).all()
    sentences = sentence_codes(vectors)
    assert sentences.shape == (400, sentence_bytes(dimension))
    assert (sentence_codes(sentence_vectors(sentences, dimension)) == sentences).all()
    tokens = token_codes(np.rint(unit(400, dimension // 8 * 8 or 8) * 127).astype(np.int8))
    assert (token_codes(token_vectors(tokens)) == tokens).all()


def test_nothing_and_zeros_can_be_stored() -> None:
    assert passage_vectors(passage_codes(np.zeros((2, 8)))).tolist() == [[0.0] * 8] * 2
    assert not sentence_vectors(sentence_codes(np.zeros((1, 384))), 384).any()
    assert sentence_vectors(sentence_codes(np.empty((0, 384))), 384).shape == (0, 384)
    assert token_vectors(token_codes(np.empty((0, 64), np.int8))).shape == (0, 64)
