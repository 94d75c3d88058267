"""What a passage says of a sibling of the subject loses its odds."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.read.other_marks import BEFORE, OTHER_MARK, without_other_marks
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.understand.parse import parse
from tests.support.passages import stored


def margins(question: str, sentences: list[str], *found: str) -> list[tuple[str, float]]:
    """The spans found, each with log odds of 10 before, in their new order."""
    passage = stored([sentence.split() for sentence in sentences], id=1)
    text = passage.text
    spans = [ScoredSpan(Span(text.index(one), text.index(one) + len(one)), 10.0) for one in found]
    weighed = without_other_marks(parse(question).marks, passage, Reading(tuple(spans), 10.0))
    assert weighed.odds == weighed.spans[0].margin
    return [(one.span.of(text), one.margin) for one in weighed.spans]


@pytest.mark.parametrize(
    ("question", "sentences", "sibling", "own"),
    [
        ("What does B-1045 cost?", ["B-1040 costs 3 euros.", "B-1045 costs 4 euros."], "3 euros", "4 euros"),
        ("How long is Luma 50?", ["Luma 30 is short.", "Luma 50 is long."], "short", "long"),
        ("What may grade B spend?", ["For grade A it is 90.", "For grade B it is 130."], "90", "130"),
        ("When is tea on monday?", ["Friday tea is at 3.", "Monday tea is at 4."], "at 3", "at 4"),
        (
            "Who cooks on Tuesdays?",
            ["On Sunday Ann cooks.", "From Monday to Thursday it is Bo."],
            "Ann",
            "Bo",
        ),
        ("What was sold in 2022?", ["Boats were sold in 2021.", "In 2022 it was nets."], "Boats", "nets"),
        (
            "What broke in the second quarter?",
            ["In the first quarter a pump broke.", "A fan broke in the second quarter."],
            "pump",
            "fan",
        ),
        (
            "What do part-time cooks get?",
            ["Full-time cooks get 30 days.", "Part-time cooks get 20 days."],
            "30 days",
            "20 days",
        ),
        (
            "Who is the vice-captain?",
            ["Ann is the captain.", "Bo is the deputy captain."],
            "Ann",
            "Bo",
        ),
        (
            "Where is one during probation?",
            ["After probation one is free.", "During probation one is in."],
            "free",
            "in",
        ),
    ],
)
def test_the_siblings_value_loses_and_the_own_one_does_not(
    question: str, sentences: list[str], sibling: str, own: str
) -> None:
    assert margins(question, sentences, sibling, own) == [(own, 10.0), (sibling, 10.0 - OTHER_MARK)]


def test_where_the_sentence_has_no_mark_the_nearest_before_it_counts() -> None:
    sentences = ["B-1040 is red.", "It costs 3 euros."]
    assert margins("What does B-1045 cost?", sentences, "3 euros") == [("3 euros", 10.0 - BEFORE)]
    assert margins("What does B-1040 cost?", sentences, "3 euros") == [("3 euros", 10.0)]


def test_a_sentence_of_both_is_left_to_the_reader() -> None:
    sentences = ["B-1040 costs 3 euros and B-1045 costs 4 euros."]
    assert {odds for _, odds in margins("What does B-1045 cost?", sentences, "3 euros", "4 euros")} == {10.0}


def test_a_mark_that_is_the_answer_is_no_sibling() -> None:
    assert margins("Which part replaces B-1045?", ["The part is B-1050."], "B-1050") == [("B-1050", 10.0)]


@pytest.mark.parametrize(
    "question", ["What does it cost?", "How long do 30 hours last?", "Who came with Ann?"]
)
def test_other_questions_have_no_marks(question: str) -> None:
    assert parse(question).marks == ()
