"""Levels: what is shown as the answer, what as the closest passage, and what not."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.compose.composed import Composed, Part
from qa.confidence.judging import Judged, Judgement
from qa.confidence.levels import decide, first_shown
from qa.schemas import AnswerForm, Level
from qa.understand.parse import parse
from tests.support.passages import of_text

PASSAGE = of_text("Wax melts at noon. Ice melts before.")
PLAIN, DATED = parse("What kind of wax melts?"), parse("When does wax melt?")


def draft(form: AnswerForm, probability: float) -> Judged:
    return Judged(Composed(form, (Part(PASSAGE, Span(0, 3)),)), probability)


@pytest.mark.parametrize(
    ("span", "sentence", "answerability", "level", "form"),
    [
        (0.8, 0.9, 0.9, Level.ANSWERED, AnswerForm.SPAN),
        (0.6, 0.9, 0.9, Level.ANSWERED, AnswerForm.SENTENCE),
        (0.3, 0.6, 0.9, Level.ANSWERED, AnswerForm.SENTENCE),
        (0.2, 0.4, 0.9, Level.UNSURE, AnswerForm.SENTENCE),
        (0.45, 0.4, 0.5, Level.UNSURE, AnswerForm.SENTENCE),
        (0.2, 0.4, 0.1, Level.NOTHING, None),
    ],
)
def test_a_level_is_told_by_both_probabilities(
    span: float, sentence: float, answerability: float, level: Level, form: AnswerForm | None
) -> None:
    drafts = draft(AnswerForm.SPAN, span), draft(AnswerForm.SENTENCE, sentence)
    decision = decide(PLAIN, Judgement(answerability, drafts), 0.5, 0.3)
    assert decision.level is level
    assert (decision.best.form if decision.best else None) is form
    assert decision.probability == {AnswerForm.SPAN: span, AnswerForm.SENTENCE: sentence, None: 0.0}[form]


def test_a_figure_or_a_date_gives_way_only_where_it_is_not_probable_enough() -> None:
    drafts = draft(AnswerForm.SPAN, 0.6), draft(AnswerForm.SENTENCE, 0.95)
    shown = [decide(q, Judgement(0.9, drafts), 0.5, 0.3).best for q in (PLAIN, DATED)]
    assert [one.form for one in shown if one] == [AnswerForm.SENTENCE, AnswerForm.SPAN]


def test_who_always_wants_an_answer_gets_the_most_wanted_form() -> None:
    assert first_shown([0.1, 0.9], 0.0, 0.2) == 0
    assert first_shown([], 0.0, 0.2) is None


def test_nothing_composed_is_nothing() -> None:
    assert decide(PLAIN, Judgement(0.9, ()), 0.5, 0.3).level is Level.NOTHING


@pytest.mark.parametrize(
    ("question", "level"),
    [("Who may not enter?", Level.UNSURE), ("Who may enter?", Level.ANSWERED)],
)
def test_who_may_is_only_the_closest_quote_for_who_may_not(question: str, level: Level) -> None:
    passage = of_text("No one except the nurse may enter.", offset=50)
    nurse = Composed(AnswerForm.SPAN, (Part(passage, Span(64, 73)),))
    sentence = Composed(AnswerForm.SENTENCE, (Part(passage, passage.span),))
    assert nurse.parts[0].text == "the nurse"
    decision = decide(parse(question), Judgement(0.9, (Judged(nurse, 0.9), Judged(sentence, 0.8))), 0.5, 0.3)
    assert (decision.level, decision.best) == (level, sentence if level is Level.UNSURE else nurse)
