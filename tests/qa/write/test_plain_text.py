"""Written sentences as plain text, and what is no prose."""

from __future__ import annotations

import pytest

from qa.write.plain_text import is_prose, plain


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**The shop** opens at _nine_.", "The shop opens at nine."),
        ("- The shop opens.", "The shop opens."),
        ("## The shop opens.", "The shop opens."),
        ("1. The shop opens.", "The shop opens."),
        ("The  shop\nopens.", "The shop opens."),
        ("The sh\u200bop\u202e opens.", "The shop opens."),
        ("Use snake_case_names, 3 * 4.", "Use snake_case_names, 3 * 4."),
    ],
)
def test_marks_and_unseen_characters_are_taken_away(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize(
    "sentence",
    [
        "See http://evil.example/x.",
        "See HTTPS://EVIL.EXAMPLE for more.",
        "See www.evil.test now.",
        "See evil.com now.",
        "Go to evil.example/login to go on.",
        "Write to desk@evil.test today.",
        "Click javascript:alert(1) here.",
        "Open data:text/html;base64,aGk= now.",
        "Load //evil.test/a.js first.",
        "It is <b>red</b>.",
        "It is red <img src=x>.",
        "It is &lt;red&gt;.",
        "A picture ![x](y).",
        "A [link](y).",
        "A [link][1] of a kind.",
        "It is {{config}}.",
        "It is ${HOME}.",
    ],
)
def test_an_address_or_markup_is_no_prose(sentence: str) -> None:
    assert not is_prose(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The shop opens at 9:15 and closes at 5 p.m. on Fridays.",
        "It is 3 < 4, and A & B agree.",
        "The ratio is 3/4, e.g. for U.S. firms; see section 2.1.",
        "Set timeout_seconds to 30 (the default).",
        "“Note: this is red,” she said.",
    ],
)
def test_ordinary_sentences_are_prose(sentence: str) -> None:
    assert is_prose(plain(sentence))
