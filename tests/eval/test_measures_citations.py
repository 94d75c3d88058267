"""Citations: what supports, which sources are reached."""

from __future__ import annotations

import pytest

from eval.measures.citations import CITATIONS, supports
from eval.measures.measure import Case, Values, make_cases
from eval.question_outcome import Outcome, RetrievedSpan
from eval.questions import EvalSet, Gold, Question
from index.documents import Document, version_name
from tests.support.eval_cases import outcome, question, span

TEXT = "Paris is in France. It has 2,100,000 people. Not 100,000."
ASKED = question(answers=("2,100,000",), gold=(Gold("a", 27, 36), Gold("b", 0, 10)))


def values(asked: Question, found: Outcome) -> Values:
    return CITATIONS.values([Case(asked, found)])[0]


def answered(*citations: RetrievedSpan) -> Outcome:
    return outcome(answer="x", citations=citations)


def test_by_hand() -> None:
    found = values(ASKED, answered(span("a", 20, 44), span("a", 0, 19), span("c", 0, 44)))
    assert found == {
        "citation integrity": 1.0,
        "citation precision": pytest.approx(1 / 3),
        "citation recall": 0.5,
    }
    assert values(ASKED, answered(span("a", 20, 44), span("b", 0, 30)))["citation recall"] == 1.0


def test_a_wrong_place_in_a_gold_document_reaches_the_source_without_support() -> None:
    found = values(ASKED, answered(span("a", 0, 19)))
    assert (found["citation precision"], found["citation recall"]) == (0.0, 0.5)


def test_an_answer_without_citations_has_no_precision_left() -> None:
    assert values(ASKED, answered())["citation precision"] == 0.0


def test_gold_that_is_not_relevant_supports_nothing() -> None:
    asked = question(answers=("x",), gold=(Gold("a", grade=0), Gold("b")))
    assert values(asked, answered(span("a"), span("b"))) == {
        "citation integrity": 1.0,
        "citation precision": 0.5,
        "citation recall": 1.0,
    }


@pytest.mark.parametrize(("start", "end", "supported"), [(20, 44, True), (45, 57, False), (0, 19, False)])
def test_the_text_may_hold_an_accepted_answer_elsewhere(start: int, end: int, supported: bool) -> None:
    asked = question(answers=("2,100,000",), gold=(Gold("elsewhere", 0, 9),))
    citation = span("a", start, end, version_name(TEXT))
    documents = [Document("a", TEXT)]
    (case,) = make_cases(EvalSet("s", [asked], documents), [answered(citation)])
    assert supports(case, citation) is supported
    # Of another version nothing is known.
    assert not supports(case, span("a", start, end, "another"))


def test_an_abstention_cites_nothing_and_is_not_judged() -> None:
    assert values(ASKED, outcome()) == {"citation integrity": 1.0}
    assert values(question(unanswerable=True), answered(span("a"))) == {"citation integrity": 1.0}


def test_integrity() -> None:
    assert values(question(), outcome(citations_ok=False)) == {"citation integrity": 0.0}
    assert values(question(), outcome(error="no answer")) == {}
