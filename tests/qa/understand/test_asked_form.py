"""Which form of answer a question asks for."""

from __future__ import annotations

import pytest

from eval.question_kinds.labelled import labelled, name_of
from qa.understand.answer_kind import AnswerKind
from qa.understand.asked_form import asked_form


def test_the_held_out_questions_are_told_apart() -> None:
    questions = labelled("held_out")
    right = sum(name_of(asked_form(one.text)) == one.kind for one in questions)
    assert right >= 0.95 * len(questions)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which countries share a border with Chad?", AnswerKind.LIST),
        ("Which country shares a border with Chad?", None),
        ("what action items came out of the meeting", AnswerKind.LIST),
        ("what river flows past the castle", None),
        ("What is the name of the ship?", None),
        ("name three rivers", AnswerKind.LIST),
        ("how do I renew a passport", AnswerKind.HOW_TO),
        ("How is a refund requested?", AnswerKind.HOW_TO),
        ("How many rooms are there?", None),
        ("how come the bus was late", AnswerKind.REASON),
        ("Is the bus or the train cheaper?", AnswerKind.COMPARISON),
        ("Is the officer or the owner here?", None),
        ("tea vs coffee", AnswerKind.COMPARISON),
        ("what does net weight mean", AnswerKind.DEFINITION),
        ("What is a lien?", AnswerKind.DEFINITION),
        ("What is the limit?", None),
        ("What does the guide say about pets?", AnswerKind.DESCRIPTION),
        ("summarise the minutes", AnswerKind.DESCRIPTION),
        ("Who is Jonas Lindt?", AnswerKind.DESCRIPTION),
        ("Who is Prime Minister?", None),
        ("parking permit fee", AnswerKind.KEYWORDS),
        ("where is the permit", None),
        ("Wo ist der Eingang?", None),
    ],
)
def test_a_question_asks_for_one_form(question: str, kind: AnswerKind | None) -> None:
    assert asked_form(question) is kind
