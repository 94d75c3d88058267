"""Fitting: logistic models, thresholds, and what the reader's word counts."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.fitting.cases import Case, cases
from eval.fitting.confidence import (
    UNANSWERABLE,
    Confidence,
    fit_confidence,
    rated_answers,
    shares,
    thresholds,
)
from eval.fitting.cross_validation import cross_validate, leave_one_out, risk_coverage_svg
from eval.fitting.logistic import fit_logistic
from eval.fitting.measured import Measured, MeasuredAnswer, measure
from eval.fitting.reader_weights import fit_reading, mean_f1, right_first
from eval.fitting.sets import kept_back
from eval.measures.abstention import auroc
from eval.questions import EvalSet, Gold, Question
from eval.reader_training.examples import is_kept_back
from index.documents import Document
from qa.compose.compose import compose
from qa.confidence.judging import judge
from qa.confidence.levels import first_shown
from qa.confidence.logistic import Logistic, probability
from qa.confidence.weights import QUOTE, load_weights
from qa.read.weights import ReadingWeights
from qa.schemas import AnswerForm, AskQuery
from qa.service import Service
from qa.understand.parse import parse
from tests.support.passages import read_evidence, searched


def test_a_logistic_model_gives_back_the_odds_of_its_data() -> None:
    chance = random.Random(0)
    rows = [{"a": chance.gauss(0, 2), "b": chance.gauss(5, 1)} for _ in range(4000)]
    wanted = [chance.random() < 1 / (1 + math.exp(-(1.5 * row["a"] - 2 * (row["b"] - 5)))) for row in rows]
    model = fit_logistic(rows, wanted)
    assert model.weights["a"] == pytest.approx(1.5, abs=0.2)
    assert model.weights["b"] == pytest.approx(-2.0, abs=0.25)
    assert np.mean([probability(model, row) for row in rows]) == pytest.approx(np.mean(wanted), abs=0.01)


#: A model whose log odds are the feature `margin`.
BY_MARGIN = Logistic(bias=0.0, weights={"margin": 1.0})
PLAIN = Confidence(BY_MARGIN, {"span": BY_MARGIN, QUOTE: BY_MARGIN}, [], 0.0)


def measured(values: list[tuple[float, bool, bool]]) -> list[Measured]:
    """Cases with a span and its sentence: margin, whether the documents answer, whether both are right."""
    forms = AnswerForm.SPAN, AnswerForm.SENTENCE
    return [
        Measured(
            {"margin": margin},
            answerable,
            tuple(MeasuredAnswer(form, {"margin": margin}, right, right) for form in forms),
        )
        for margin, answerable, right in values
    ]


def test_a_threshold_keeps_its_error_rate_on_the_data_it_was_read_off() -> None:
    chance = np.random.default_rng(0)
    margins = chance.normal(size=3000) * 2
    right = chance.random(3000) < 1 / (1 + np.exp(-margins))
    rows = measured([(float(m), True, bool(r)) for m, r in zip(margins, right, strict=True)])
    found = dict(thresholds(PLAIN, [rows]))
    rated = rated_answers(PLAIN, rows)
    for rate in (0.1, 0.2, 0.3):
        shown, wrong = rated.shown_at(found[rate])
        assert wrong.sum() / shown.sum() <= rate + 1e-9
    assert found[0.1] > found[0.2] > found[0.3]
    assert found[1.0] == 0.0


def test_an_error_rate_holds_on_the_mean_of_the_sets() -> None:
    easy = measured([(m / 100, True, True) for m in range(200)])
    hard = measured([(m / 100, True, m > 100) for m in range(200)])
    least = dict(thresholds(PLAIN, [easy, hard]))[0.2]
    assert dict(thresholds(PLAIN, [easy]))[0.2] < least < dict(thresholds(PLAIN, [hard]))[0.2]
    errors = []
    for each in (easy, hard):
        shown, wrong = rated_answers(PLAIN, each).shown_at(least)
        errors.append(wrong.sum() / shown.sum())
    assert errors[0] == 0 < errors[1]
    assert 0.15 < sum(errors) / 2 <= 0.2


def test_a_set_of_few_answers_sets_no_threshold() -> None:
    many = measured([(m / 100, True, m > 20) for m in range(200)])
    few = measured([(1.0, True, False)] * 10)
    assert thresholds(PLAIN, [many, few]) == thresholds(PLAIN, [many])


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(-10, 10), st.booleans()), min_size=60, max_size=120))
def test_thresholds_fall_as_the_rate_grows(rows: list[tuple[int, bool]]) -> None:
    found = thresholds(PLAIN, [measured([(m / 4, True, r) for m, r in rows])])
    assert [rate for rate, _ in found] == sorted(rate for rate, _ in found)
    assert [value for _, value in found] == sorted((value for _, value in found), reverse=True)


def test_the_most_wanted_form_that_is_probable_enough_is_shown() -> None:
    span = MeasuredAnswer(AnswerForm.SPAN, {"margin": 0.0}, False, True)
    sentence = MeasuredAnswer(AnswerForm.SENTENCE, {"margin": 2.0}, True, True)
    patient, short = (Measured({}, True, (span, sentence), surer) for surer in (0.2, 1.0))
    rated = rated_answers(PLAIN, [patient, short])
    # The sentence is surer by 0.38.
    assert [rated.first_at(least).tolist() for least in (0.4, 0.7, 0.9)] == [[1, 0], [1, 1], [-1, -1]]
    for row, surer in enumerate((0.2, 1.0)):
        for least in (0.4, 0.7, 0.9):
            served = first_shown(rated.probabilities[row].tolist(), least, surer)
            assert (-1 if served is None else served) == rated.first_at(least)[row]


def drawn(n: int, slope: float, seed: int) -> list[Measured]:
    """Questions whose answer is right the likelier the larger the margin; one in three has no answer."""
    chance = random.Random(seed)
    rows = [(chance.gauss(0 if k % 3 != 2 else -4 * slope, 2), k % 3 != 2) for k in range(n)]
    return measured([(m, a, a and chance.random() < 1 / (1 + math.exp(-slope * m))) for m, a in rows])


def test_every_set_counts_as_much_and_what_cannot_be_answered_its_share() -> None:
    large = measured([(0.0, True, True)] * 60 + [(0.0, False, False)] * 140)
    small = measured([(0.0, True, True)] * 9 + [(0.0, False, False)])
    counts = np.array(shares([large, small], 0.3))
    assert counts[:200].sum() == pytest.approx(counts[200:].sum()) == pytest.approx(1)
    assert counts[60:200].sum() == pytest.approx(counts[209:].sum()) == pytest.approx(0.3)
    assert shares([measured([(0.0, True, True)] * 4)], 0.3) == [0.25] * 4


def turned_round(one: Measured) -> Measured:
    """What is right is wrong."""
    return one._replace(answers=tuple(a._replace(right=not a.right, holds=not a.holds) for a in one.answers))


def test_what_is_validated_was_not_fitted_on() -> None:
    sets = [drawn(3000, 1.0, 1), drawn(1500, 1.0, 2)]
    validated = cross_validate(sets)
    assert [len(one.probabilities) for one in validated] == [3000, 1500]
    for one, asked_of in zip(validated, (2000, 1000), strict=True):
        asked, seen = one.answerable == 1, one.shown == 1
        assert 1 - one.right[seen & asked].mean() == pytest.approx(0.2, abs=0.04)
        assert one.summary().startswith(f"{asked_of} questions that the documents answer")
        assert (one.counts[asked].sum(), one.counts.sum()) == (
            pytest.approx(1 - UNANSWERABLE),
            pytest.approx(1),
        )
    # The worst there is: in every fold what is right elsewhere is wrong.
    fifths = [turned_round(one) if k // 600 == 2 else one for k, one in enumerate(sets[0])]
    (turned,) = cross_validate([fifths])
    within = slice(1200, 1800)
    assert auroc(turned.probabilities[within], turned.right[within]) < 0.5


def test_a_set_that_is_left_out_was_not_fitted_on() -> None:
    alike, turned = drawn(1000, 1.0, 1), drawn(1000, -1.0, 2)
    first, last = leave_one_out([alike, turned])
    assert auroc(first.probabilities, first.right) < 0.5
    assert auroc(last.probabilities, last.right) < 0.5


def test_the_picture_is_one_file_with_its_styles() -> None:
    image = risk_coverage_svg(cross_validate([drawn(600, 1.0, 3)]))
    assert ElementTree.fromstring(image).tag == "{http://www.w3.org/2000/svg}svg"
    assert "now: " in image
    assert "<style>" in image
    assert "href" not in image


def case(good: float, bad: float, answers: tuple[str, ...] = ("two",)) -> Case:
    """The right passage stands second, the reader is this sure of the right and of the wrong one."""
    wrong = read_evidence(1, 2.0, bad)
    wrong = replace(wrong, passage=wrong.passage._replace(text="zero one xyz three"))
    gold = (Gold("d2", 9, 12),) if answers else ()
    return Case(parse("which is it"), searched(), [wrong, read_evidence(2, 1.0, good)], answers, gold)


def test_the_reader_is_believed_where_it_is_right() -> None:
    cases = [case(5.0, -5.0)] * 10
    weights = fit_reading(cases)
    assert weights.odds > 0
    assert right_first(cases, weights) == mean_f1(cases, weights) == 1.0
    assert right_first(cases, ReadingWeights(odds=0.0, passage=0.0)) == 0.0


def test_the_reader_is_not_believed_where_it_is_wrong() -> None:
    assert fit_reading([case(-5.0, 5.0, ("xyz",))] * 10).odds == 0.0


def test_what_cannot_be_answered_is_never_right() -> None:
    found = measure([case(5.0, -5.0), case(5.0, -5.0, ())], ReadingWeights(odds=1.0, passage=0.0))
    assert [one.answerable for one in found] == [True, False]
    assert [[answer.right for answer in one.answers] for one in found] == [[True, True], [False, False]]


def test_a_span_is_not_judged_where_only_sentences_are_known_to_answer() -> None:
    known = case(5.0, -5.0)
    (found,) = measure([known._replace(answers=())], ReadingWeights(odds=1.0, passage=0.0))
    span, sentence = found.answers
    assert (span.form, span.right, span.holds, span.is_good) == (AnswerForm.SPAN, None, True, True)
    assert (sentence.right, sentence.is_good) == (True, True)


def test_confidence_tells_right_from_wrong() -> None:
    chance = random.Random(0)
    cases = [case(chance.gauss(3, 1), -5.0) for _ in range(100)]
    cases += [case(chance.gauss(-3, 1), -5.0, ()) for _ in range(100)]
    found = measure(cases, ReadingWeights(odds=1.0, passage=0.0))
    confidence = fit_confidence([found])
    rated = rated_answers(confidence, found).probabilities
    answerable = [probability(confidence.answerable, one.evidence) for one in found]
    for sure in (rated[:, 0], rated[:, 1], np.array(answerable)):
        assert sure[:100].mean() > 0.9
        assert sure[100:].mean() < 0.2


def test_questions_on_something_else_set_what_is_close() -> None:
    asked = drawn(600, 1.0, 1)
    elsewhere = measured([(-3.0, False, False)] * 80 + [(3.0, False, False)] * 20)
    confidence = fit_confidence([asked], elsewhere)
    least = probability(confidence.answerable, {"margin": -3.0})
    assert confidence.closest == pytest.approx(least, abs=1e-3)


def test_only_documents_kept_back_are_fitted_on() -> None:
    documents = [Document(f"d{n}", "text") for n in range(100)]
    asked = [Question(f"q{n}", "?", ("text",), (Gold(f"d{n}", 0, 4),)) for n in range(100)]
    found = kept_back(EvalSet("x", asked, documents))
    assert {q.gold[0].document_id for q in found.questions} == {d.id for d in found.documents}
    assert 0 < len(found.documents) < len(documents)
    assert all(is_kept_back(document.id) for document in found.documents)


@pytest.mark.parametrize(
    "question",
    [
        "Hi, can you tell me how many cows came?",
        "Who said that 1,200 cows came?",
        "How many cows came, according to the farmer?",
    ],
)
def test_a_case_is_what_the_service_answers_from(service: Service, question: str) -> None:
    text = "The mayor said that 1,200 cows came. According to the farmer, 900 cows came that day."
    documents = [Document("d", text), Document("e", "Wax is soft.")]
    service.ingester.add("default", documents)
    asked = Question("q", question, ("cows",), (Gold("d", 0, 9),))
    (one,) = cases(service, EvalSet("x", [asked], documents), 1)
    weights = load_weights()
    found = one.findings(weights.reading)
    judged = judge(found, compose(found), weights)
    served = service.ask(AskQuery(question=question, abstain=False))
    assert served.answer
    assert found.values[0].passage.slice(found.values[0].whole) == served.answer.value
    assert judged.answerability == served.answerability > 0
    assert judged.drafts[0].probability == served.answer.probability
