"""The second look at a short answer that is not quite sure."""

from __future__ import annotations

import hashlib

import pytest

from index.documents import Span
from qa.compose.composed import Composed, Part
from qa.confidence.check import check_model, checked, is_sure
from qa.confidence.judging import Judged, Judgement
from qa.confidence.levels import Decision
from qa.schemas import AnswerForm, Level
from qa.support.bundled import WEIGHTS, model_folder
from qa.understand.parse import parse
from tests.support.fixed_support import FixedSupport
from tests.support.passages import of_text

PASSAGE = of_text("A lid costs 9 euros. A pot costs 20 euros.")
QUESTION = parse("What does a spout cost?")
QUOTE = Judged(Composed(AnswerForm.SENTENCE, (Part(PASSAGE, Span(0, 20)),)), 0.6)


def level(support: FixedSupport, probability: float, form: AnswerForm = AnswerForm.SPAN) -> Level:
    best = Composed(form, (Part(PASSAGE, Span(12, 19)),))
    judgement = Judgement(0.9, (Judged(best, probability), QUOTE))
    decision = checked(support, QUESTION, judgement, Decision(Level.ANSWERED, best, probability))
    if decision.level is Level.UNSURE:
        assert decision[1:] == QUOTE
    return decision.level


def test_an_answer_that_its_sentences_do_not_support_is_only_the_closest_passage() -> None:
    support = FixedSupport(0.01, 0.2, 0.79)
    assert level(support, 0.65) is Level.UNSURE
    (asked,) = support.asked
    assert asked.claim == "What does a spout cost? 9 euros"
    assert asked.text == PASSAGE.text


def test_what_is_supported_stays() -> None:
    assert level(FixedSupport(0.9, 0.05, 0.05), 0.65) is Level.ANSWERED


@pytest.mark.parametrize(("probability", "form"), [(0.99, AnswerForm.SPAN), (0.65, AnswerForm.SENTENCE)])
def test_what_is_sure_or_longer_is_not_looked_at(probability: float, form: AnswerForm) -> None:
    support = FixedSupport(0.0, 0.0, 1.0)
    assert level(support, probability, form) is Level.ANSWERED
    assert not support.asked


def test_only_probable_answers_are_sure() -> None:
    assert is_sure(0.99)
    assert not is_sure(0.65)


def test_it_was_fitted_for_the_model_that_ships() -> None:
    weights = (model_folder() / WEIGHTS).read_bytes()
    assert check_model().support == hashlib.sha256(weights).hexdigest()
