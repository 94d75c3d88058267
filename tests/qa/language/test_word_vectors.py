"""Vectors of words: near for words of a kind."""

from __future__ import annotations

import numpy as np
import pytest

from qa.language.word_vectors import phrase_vector, similarity, word_vector


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [("norway", "sweden", "big"), ("1998", "1990", "troops"), ("oldest", "youngest", "oil")],
)
def test_words_of_a_kind_are_near(word: str, near: str, far: str) -> None:
    assert similarity(word_vector(word), word_vector(near)) > 0.5
    assert similarity(word_vector(word), word_vector(far)) < 0.3


def test_vectors_have_length_one_and_no_words_have_none() -> None:
    assert np.linalg.norm(phrase_vector(["lung", "cancer"])) == pytest.approx(1)
    assert not phrase_vector([]).any()
    assert not word_vector("").any()
