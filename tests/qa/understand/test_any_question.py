"""Any row of words is understood somehow: no question makes the parser fail."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.understand.parse import parse, parse_search

#: Words and marks that the patterns of questions look for, in any order.
WORDS = (
    "who when what which how many much wrote written author title of the is was are were it this , ( : ' ? ."
    " document report published changed last latest most recent on in by about from 2026 12 October 5 say"
    " according to sources agree do does did not never be more than between and or please tell me"
)


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=12))
@settings(max_examples=400)
def test_any_words_are_understood(words: list[str]) -> None:
    question = " ".join(words)
    assert parse(question).text
    assert parse_search(question).text


@given(st.text(min_size=1, max_size=60).filter(str.strip))
@settings(max_examples=200)
def test_any_text_is_understood(question: str) -> None:
    parse(question)
    parse_search(question)
