"""What counts as a right answer, by the form of the answer and the kind of the question."""

from __future__ import annotations

import pytest

from eval.measures.measure import Case
from eval.measures.right_answers import is_right, item_match
from eval.question_outcome import Shown, ShownItem
from eval.questions import Gold, Question
from qa.answer_schemas import AnswerForm
from tests.support.eval_cases import outcome, question, span

#: "Members have to bring" (0 to 21) "a lamp, a rope and gloves" in a document of one line.
LAMP, ROPE, GLOVES = Gold("camp", 22, 28, quote="a lamp"), Gold("camp", 30, 36), Gold("camp", 41, 47)
BRINGS = question(
    answers=("a lamp, a rope and gloves",),
    gold=(
        LAMP._replace(item=1),
        ROPE._replace(item=2, quote="a rope"),
        GLOVES._replace(item=3, quote="gloves"),
    ),
    kind="list",
)
WEIGHT = question(answers=("12 kg",), gold=(Gold("camp", 100, 105),), kind="number")
REASON = question(answers=("because it is wet",), gold=(Gold("camp", 200, 260),), kind="reason")


def right(asked: Question, shown: Shown | None) -> bool:
    return is_right(Case(asked, outcome()), shown)


def items(*entries: ShownItem) -> Shown:
    return Shown("; ".join(entry.text for entry in entries), AnswerForm.LIST, items=entries)


def test_nothing_is_right_only_for_nobody() -> None:
    assert not right(WEIGHT, None)
    assert not right(question(unanswerable=True), Shown("12 kg"))


def test_a_span_is_judged_by_its_words_even_in_the_right_place() -> None:
    assert right(WEIGHT, Shown("12 kg"))
    assert right(WEIGHT, Shown("the weight of it", value="12 kg"))
    assert not right(WEIGHT, Shown("the tent", citations=(span("camp", 90, 110),)))


@pytest.mark.parametrize(
    ("text", "expected"), [("3 kg", False), ("about 12 kg", True), ("exactly 12 kg.", True), ("kg", False)]
)
def test_half_of_the_words_without_the_figure_is_not_enough(text: str, expected: bool) -> None:
    assert right(WEIGHT, Shown(text)) is expected


def test_a_sentence_around_the_gold_is_right_unless_its_short_form_is_wrong() -> None:
    around = Shown(
        "The tent weighs 12 kg, the poles 3 kg.", AnswerForm.SENTENCE, citations=(span("camp", 84, 122),)
    )
    assert right(WEIGHT, around)
    assert not right(WEIGHT, Shown(around.text, AnswerForm.ROW, "3 kg", citations=around.citations))
    elsewhere = Shown(around.text, AnswerForm.SENTENCE, citations=(span("camp", 130, 160),))
    assert not right(WEIGHT, elsewhere)


def test_a_part_of_a_gold_sentence_is_right_where_sentences_are_the_gold() -> None:
    part = Shown("it rained", citations=(span("camp", 210, 219),))
    assert right(REASON, part)
    assert not right(question(answers=("Ann",), gold=(Gold("camp", 200, 260),), kind="person"), part)


@pytest.mark.parametrize(("shown", "expected"), [("yes", False), ("no", True), ("", True)])
def test_a_wrong_verdict_spoils_the_right_sentence(shown: str, expected: bool) -> None:
    asked = question(answers=("Dogs stay out.",), gold=(Gold("camp", 0, 14),), kind="yes_no", verdict="no")
    sentence = Shown("Dogs stay out.", AnswerForm.SENTENCE, verdict=shown, citations=(span("camp", 0, 14),))
    assert right(asked, sentence) is expected


def test_items_match_by_place_or_by_words() -> None:
    placed = ShownItem("the first thing", (span("camp", 20, 29),))
    found = item_match(BRINGS, items(placed, ShownItem("rope"), ShownItem("a dog", (span("camp", 60, 65),))))
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(2 / 3)
    assert found.f1 == pytest.approx(2 / 3)
    assert right(BRINGS, items(placed, ShownItem("rope")))
    assert not right(BRINGS, items(*[ShownItem(f"thing {n}") for n in range(6)], placed))
    assert item_match(BRINGS, None).f1 == 0.0


def test_a_sentence_with_all_items_is_a_list() -> None:
    sentence = Shown("Members have to ...", AnswerForm.SENTENCE, citations=(span("camp", 0, 48),))
    assert item_match(BRINGS, sentence) == (1.0, 1.0)


def test_the_exact_words_answer_a_question_with_items() -> None:
    sides = question(
        answers=("two, nine", "the lamp"),
        gold=(LAMP._replace(item=1), ROPE._replace(item=2)),
        kind="comparison",
    )
    assert right(sides, Shown("The lamp"))
    assert not right(sides, Shown("nine"))


def test_one_side_is_no_comparison_but_half_a_list_is_a_list() -> None:
    both = (LAMP._replace(item=1), ROPE._replace(item=2))
    one, other = ShownItem("x", (span("camp", 22, 28),)), ShownItem("y", (span("camp", 30, 36),))
    for kind, expected in (("comparison", False), ("list", True)):
        asked = question(answers=("a lamp, a rope",), gold=both, kind=kind)
        assert right(asked, items(one)) is expected
        assert right(asked, items(one, other))


def test_places_of_one_item_count_once() -> None:
    twice = question(gold=(*BRINGS.gold, Gold("camp", 70, 76, quote="a lamp", item=1)), kind="list")
    assert item_match(twice, items(ShownItem("x", (span("camp", 70, 76),)))).recall == pytest.approx(1 / 3)
