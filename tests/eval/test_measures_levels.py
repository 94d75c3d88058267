"""Measures of the three levels of a response."""

from __future__ import annotations

from eval.measures.levels import LEVELS
from eval.measures.measure import Case, Values
from eval.question_outcome import Outcome, Shown
from eval.questions import Question
from tests.support.eval_cases import outcome, question

ASKED = question(answers=("ten",))
NONE = question(unanswerable=True)


def values(asked: Question, found: Outcome) -> Values:
    return LEVELS.values([Case(asked, found)])[0]


def test_a_right_answer_is_usable() -> None:
    expected = {"usable": 1.0, "right answer": 1.0, "unsure": 0.0, "wrong refusal": 0.0}
    assert values(ASKED, outcome(answer="ten")) == expected
    assert values(ASKED, outcome(answer="two")) == expected | {"usable": 0.0, "right answer": 0.0}


def test_a_right_quote_is_usable_but_no_answer() -> None:
    expected = {"usable": 1.0, "right answer": 0.0, "unsure": 1.0, "wrong refusal": 0.0, "right quote": 1.0}
    assert values(ASKED, outcome(closest=Shown("ten"))) == expected
    wrong = expected | {"usable": 0.0, "right quote": 0.0}
    assert values(ASKED, outcome(closest=Shown("two"))) == wrong


def test_nothing_shown_is_wrong_or_right_by_the_question() -> None:
    assert values(ASKED, outcome()) == {
        "usable": 0.0,
        "right answer": 0.0,
        "unsure": 0.0,
        "wrong refusal": 1.0,
    }
    assert values(NONE, outcome()) == {"nothing shown": 1.0}
    assert values(NONE, outcome(closest=Shown("ten"))) == {"nothing shown": 0.0}


def test_no_response_is_no_right_refusal() -> None:
    assert values(NONE, outcome(error="gone")) == {"nothing shown": 0.0}
    assert values(ASKED, outcome(error="gone"))["wrong refusal"] == 1.0


def test_what_is_not_judged_is_not_measured() -> None:
    assert values(question(), outcome(answer="ten")) == {}
