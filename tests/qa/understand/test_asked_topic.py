"""What a question with a form is about."""

from __future__ import annotations

import pytest

from qa.understand.asked_topic import Topic
from qa.understand.parse import parse


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is a hot desk?", "hot desk"),
        ("what does the term 'net weight' mean", "net weight"),
        ("meaning of probation", "probation"),
        ("Could you explain what a lien is?", "lien"),
    ],
)
def test_the_term_of_a_definition(question: str, term: str) -> None:
    assert parse(question).topic.words == term


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What is the difference between a lease and a licence?", ("lease", "licence")),
        ("How does plan A differ from plan B?", ("plan A", "plan B")),
        ("Is the train or the plane faster?", ("train", "plane")),
        ("Is the Team plan cheaper than the Pro plan?", ("Team plan", "Pro plan")),
        ("Which is bigger, the hall or the gym?", ("hall", "gym")),
        ("compare sales in 2021 with sales in 2022", ("sales in 2021", "sales in 2022")),
        ("laptop vs desktop", ("laptop", "desktop")),
    ],
)
def test_the_sides_of_a_comparison(question: str, sides: tuple[str, ...]) -> None:
    assert parse(question).topic.sides == sides


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is this document about?", Topic("", "document", whole=True)),
        ("What was the team meeting about?", Topic("team meeting", whole=True)),
        ("What does the contract say on termination?", Topic("termination", "contract")),
        ("Tell me about the river.", Topic("river")),
        ("summarise", Topic(whole=True)),
    ],
)
def test_the_matter_of_a_description(question: str, topic: Topic) -> None:
    assert parse(question).topic == topic


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("What is the command to start it?", True),
        ("show me the config", True),
        ("Who gave the command?", False),
        ("What is the price?", False),
    ],
)
def test_code_is_wanted(question: str, wants: bool) -> None:
    assert parse(question).wants_code is wants
