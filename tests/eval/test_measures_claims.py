"""Claims: which values are the same, which names."""

from __future__ import annotations

import pytest

from eval.measures.claims import CLAIMS, claim_words, same_value
from eval.measures.measure import Case, Values
from eval.question_outcome import ShownClaim
from eval.questions import GoldClaim
from tests.support.eval_cases import outcome, question

GOLD = (
    GoldClaim("10,000", "the Pentagon"),
    GoldClaim("12,000", "South Korea's National Intelligence Service"),
    GoldClaim("12,000", "Volodymyr Zelenskyy"),
    GoldClaim("1.5 million"),
)


def values(*claims: tuple[str, str]) -> Values:
    return CLAIMS.values([Case(question(claims=GOLD), outcome(claims=[ShownClaim(*c) for c in claims]))])[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10,000", "10000"),
        ("10\u202f000", "10000"),
        ("1 234 567", "1,234,567"),
        ("The USA", "usa"),
        ("5%", "5 per cent"),
        ("5 percent", "5 %"),
        ("cafe\u0301", "Caf\u00e9"),
        ("１２", "12"),
        ("1,234.5", "1234.5"),
    ],
)
def test_same_values(one: str, other: str) -> None:
    assert claim_words(one) == claim_words(other) != ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5", "15"),
        ("1.5", "1, 5"),
        ("5", "5%"),
        ("10,000", "10"),
        ("12, 345", "12345"),
        ("2024 300", "2024300"),
    ],
)
def test_other_values(one: str, other: str) -> None:
    assert claim_words(one) != claim_words(other)


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("up to 12,000 soldiers", "12,000", True),
        ("approximately 15,000", "about 15000", True),
        ("1.5 million people", "1.5 million", True),
        ("5 million", "5", False),
        ("5%", "5", False),
        ("12,000 of 15,000", "12,000", False),
        ("12,000 tonnes", "12,000 soldiers", False),
        ("Kim Jong Un", "Kim", False),
        ("up to", "about 3", False),
    ],
)
def test_how_exact_a_value_is_does_not_make_another(one: str, other: str, are_same: bool) -> None:
    assert same_value(claim_words(one), claim_words(other)) is are_same
    assert same_value(claim_words(other), claim_words(one)) is are_same


def test_by_hand() -> None:
    found = values(
        ("10000", "Pentagon"), ("12,000", "Zelenskyy"), ("12 000", "Kim"), ("9,000", "the Pentagon")
    )
    # Shown: 10000, 12000, 9000, of which two are right; given: three; names: two of three right.
    assert found == {
        "claims precision": pytest.approx(2 / 3),
        "claims recall": pytest.approx(2 / 3),
        "attribution accuracy": pytest.approx(2 / 3),
    }


def test_a_value_without_a_name_is_not_judged_by_it() -> None:
    assert values(("1.5 million", "anyone")) == {
        "claims precision": 1.0,
        "claims recall": pytest.approx(1 / 3),
    }


def test_no_name_shown_is_wrong() -> None:
    assert values(("10,000", ""))["attribution accuracy"] == 0.0


def test_part_of_a_word_is_no_name() -> None:
    assert values(("10,000", "Penta"))["attribution accuracy"] == 0.0


def test_nothing_shown() -> None:
    assert values() == {"claims recall": 0.0}


def test_does_not_apply() -> None:
    assert CLAIMS.values([Case(question(), outcome(claims=[ShownClaim("1", "x")]))]) == [{}]


@pytest.mark.parametrize(
    ("said", "disputed"), [((), 0.0), (("10,000",), 0.0), (("10,000", "10000"), 0.0), (("1", "2"), 1.0)]
)
def test_values_beside_an_answer_that_the_set_knows_no_other_of(
    said: tuple[str, ...], disputed: float
) -> None:
    shown = outcome(answer="10,000", claims=[ShownClaim(value, "") for value in said])
    assert CLAIMS.values([Case(question(answers=["10,000"]), shown)]) == [{"false dispute": disputed}]
    abstained = outcome(answer=None, claims=shown.claims)
    assert CLAIMS.values([Case(question(answers=["10,000"]), abstained)]) == [{}]
