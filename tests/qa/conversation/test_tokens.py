"""Words of a text, and function words."""

from __future__ import annotations

import pytest

from qa.conversation.follow_up.tokens import tokenize
from qa.language.function_words import is_function_word


def test_words_have_their_places_and_no_possessive_s() -> None:
    text = "Acme's U.S. well-known AT&T, didn't it?"
    words = tokenize(text)
    assert [word.text for word in words] == ["Acme", "U.S.", "well-known", "AT&T", "didn't", "it"]
    assert all(text[word.start : word.end] == word.text for word in words)


@pytest.mark.parametrize("word", ["the", "of", "did", "does", "didn't", "why", "its"])
def test_function_words_name_nothing(word: str) -> None:
    assert is_function_word(word)


@pytest.mark.parametrize("word", ["mill", "1998", "won", "lovelace", "xyzzy"])
def test_other_words_do(word: str) -> None:
    assert not is_function_word(word)
