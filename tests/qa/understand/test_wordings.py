"""What the parts of a question are also called."""

from __future__ import annotations

import pytest

from qa.understand.question_words import question_words
from qa.understand.wordings.other_wordings import SAME, SHORT, SYNONYM, Wordings

WORDINGS = Wordings({"HSB": {"Harbour Safety Board": 3, "harbour safety board": 1}, "IT": {"island taxi": 1}})


@pytest.mark.parametrize(
    ("question", "part", "others", "weight"),
    [
        ("Who is the CEO?", "CEO", ("chief executive officer", "chief executive"), SAME),
        ("who is the ceo", "ceo", ("chief executive officer", "chief executive"), SAME),
        ("Which KPIs count?", "KPIs", ("key performance indicator",), SAME),
        ("Who chairs the HSB?", "HSB", ("Harbour Safety Board",), SAME),
        ("Who chairs the Harbour Safety Board?", "Harbour Safety Board", ("HSB",), SHORT),
        ("How many holidays?", "holidays", ("vacation", "annual leave"), SYNONYM),
        ("Who owns 1,000 goats?", "1,000", ("1000", "one thousand", "1 thousand"), SAME),
        ("Who owns one thousand goats?", "one thousand", ("1000", "1,000", "1 thousand"), SAME),
        ("Who owns 1k goats?", "1k", ("1000", "1,000", "one thousand", "1 thousand"), SAME),
        ("Who owns 3 million goats?", "3 million", ("3000000", "3,000,000", "three million"), SAME),
    ],
)
def test_other_wordings(question: str, part: str, others: tuple[str, ...], weight: float) -> None:
    assert WORDINGS.of(question, question_words(question)) == [(part, others, weight, weight != SYNONYM)]


@pytest.mark.parametrize("question", ["Who is it?", "Who saw us?", "What happened in 1999?", "Who is 3M?"])
def test_common_words_years_and_codes_have_none(question: str) -> None:
    assert not WORDINGS.of(question, question_words(question))
