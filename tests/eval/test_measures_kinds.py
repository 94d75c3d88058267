"""Measures of lists, sentences and verdicts."""

from __future__ import annotations

import pytest

from eval.measures.kinds import KINDS, sentence_overlap
from eval.measures.measure import Case, Values
from eval.question_outcome import Outcome, Shown, ShownItem
from eval.questions import Gold, Question
from qa.answer_schemas import AnswerForm
from tests.support.eval_cases import outcome, question, span

CHOSEN = (Gold("a", 0, 50), Gold("a", 50, 100))
ASKED = question(answers=("x",), gold=CHOSEN, kind="definition")


def values(asked: Question, found: Outcome) -> Values:
    return KINDS.values([Case(asked, found)])[0]


def sentence(*places: tuple[int, int]) -> Shown:
    return Shown("x", AnswerForm.SENTENCES, citations=tuple(span("a", *place) for place in places))


def test_the_overlap_is_with_one_sentence_or_with_all() -> None:
    assert sentence_overlap(sentence((0, 50)), CHOSEN) == 1.0
    assert sentence_overlap(sentence((0, 50), (50, 100)), CHOSEN) == 1.0
    assert sentence_overlap(sentence((0, 100)), CHOSEN[:1]) == pytest.approx(2 / 3)
    assert sentence_overlap(sentence((100, 120)), CHOSEN) == 0.0
    assert sentence_overlap(None, CHOSEN) == 0.0


def test_the_sentence_around_a_span_is_what_counts() -> None:
    shown = Shown("x", citations=(span("a", 3, 5), span("b", 0, 9)), sentence=span("a", 0, 50))
    assert sentence_overlap(shown, CHOSEN) == 1.0


def test_the_best_answer_counts_even_where_it_is_not_shown() -> None:
    found = outcome(forced=sentence((0, 50)))
    assert values(ASKED, found) == {"sentence overlap": 1.0}
    assert values(question(answers=("x",), gold=CHOSEN, kind="person"), found) == {}


def test_items_have_precision_recall_and_f1() -> None:
    asked = question(answers=("x, y",), gold=(Gold("a", 0, 5, item=1), Gold("a", 6, 9, item=2)), kind="list")
    one = Shown("x", AnswerForm.LIST, items=(ShownItem("q", (span("a", 0, 5),)),))
    assert values(asked, outcome(forced=one)) == {
        "list precision": 1.0,
        "list recall": 0.5,
        "list F1": pytest.approx(2 / 3),
    }


def test_only_verdicts_shown_are_judged() -> None:
    asked = question(answers=("x",), verdict="no")
    assert values(asked, outcome(answer=Shown("x", verdict="no"))) == {"verdict accuracy": 1.0}
    assert values(asked, outcome(answer=Shown("x", verdict="yes"))) == {"verdict accuracy": 0.0}
    assert values(asked, outcome(answer="x")) == {}
    assert values(asked, outcome(forced=Shown("x", verdict="yes"))) == {}
