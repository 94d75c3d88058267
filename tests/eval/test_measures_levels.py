"""Measures of the three levels of a response."""

from __future__ import annotations

import pytest

from eval.measures.levels import LEVELS, OVERALL
from eval.measures.measure import Case, Values
from eval.question_outcome import Outcome, Shown
from eval.questions import Question
from tests.support.eval_cases import outcome, question

ASKED = question(answers=("ten",))
NONE = question(unanswerable=True)


def values(asked: Question, found: Outcome) -> Values:
    return LEVELS.values([Case(asked, found)])[0]


def test_a_right_answer_is_usable() -> None:
    expected = {"usable": 1.0, "right answer": 1.0, "wrong refusal": 0.0}
    assert values(ASKED, outcome(answer="ten")) == expected
    assert values(ASKED, outcome(answer="two")) == expected | {"usable": 0.0, "right answer": 0.0}


def test_a_right_quote_is_usable_but_no_answer() -> None:
    expected = {"usable": 1.0, "right answer": 0.0, "wrong refusal": 0.0, "right quote": 1.0}
    assert values(ASKED, outcome(closest=Shown("ten"))) == expected
    wrong = expected | {"usable": 0.0, "right quote": 0.0}
    assert values(ASKED, outcome(closest=Shown("two"))) == wrong


def test_nothing_shown_is_a_wrong_refusal_where_there_is_an_answer() -> None:
    expected = {"usable": 0.0, "right answer": 0.0, "wrong refusal": 1.0}
    assert values(ASKED, outcome()) == values(ASKED, outcome(error="gone")) == expected
    assert values(NONE, outcome()) == {}


def test_shares_of_levels_are_of_the_whole_run() -> None:
    asked = [
        (ASKED, outcome(answer="ten")),
        (ASKED, outcome(closest=Shown("ten"))),
        (NONE, outcome()),
        (NONE, outcome(closest=Shown("ten"))),
        (NONE, outcome(answer="ten")),
        (NONE, outcome(error="gone")),
    ]
    cases = [Case(question, found) for question, found in asked]
    shares = {one.measure.name: one.of(one.rows(cases)) for one in OVERALL}
    assert shares == {"unsure": 0.5, "nothing shown": pytest.approx(1 / 3)}


def test_what_is_not_judged_is_not_measured() -> None:
    assert values(question(), outcome(answer="ten")) == {}
