"""Pronouns of a question, and what a question is with one replaced."""

from __future__ import annotations

import pytest

from qa.conversation.follow_up.pronouns import Kind, kinds_of, pronouns
from qa.conversation.follow_up.tokens import tokenize


def replaced(question: str, text: str) -> str:
    (pronoun,) = pronouns(tokenize(question))
    return pronoun.replaced(question, text)


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("Where does she work?", "Petra Lund", "Where does Petra Lund work?"),
        ("What is her salary?", "Petra Lund", "What is Petra Lund's salary?"),
        ("Who hired her in May?", "Petra Lund", "Who hired Petra Lund in May?"),
        ("Who hired her?", "Petra Lund", "Who hired Petra Lund?"),
        ("What are their fees?", "the banks", "What are the banks' fees?"),
        ("It is open when?", "the mill", "The mill is open when?"),
        ("Who said it’s closed?", "the mill", "Who said the mill’s closed?"),
    ],
)
def test_a_pronoun_gives_way_to_what_it_means(question: str, text: str, wanted: str) -> None:
    assert replaced(question, text) == wanted


def test_only_personal_pronouns_of_the_third_person_count() -> None:
    assert pronouns(tokenize("Can you tell me who you are and what this is?")) == []
    assert kinds_of("Did they see his car? It is red.") == {Kind.SEVERAL, Kind.PERSON, Kind.THING}
