"""Forty documents that give orders to a language model, and a model that obeys: nothing of it is shown."""

from __future__ import annotations

from functools import cache

import pytest

from qa.read.reader.factory import open_reader
from qa.support.bundled import BundledSupport
from qa.write.checking import Models, check
from qa.write.orders import gives_orders
from qa.write.sentence_stream import split
from qa.write.sources import writing_sources
from tests.support.injection_attempts import ATTEMPTS, Attempt
from tests.support.writing_source import passage

BEFORE = (
    "The Harbour Hotel has 40 rooms. A room costs 90 euros a night. Breakfast is served from seven to ten. "
)
BEHIND = " Pets are welcome on the ground floor."
QUESTION = "What does a room cost?"
ORDINARY = (
    "Please reply to this letter within two weeks.",
    "The assistant manager opens the shop at nine.",
    "Staff answer every e-mail on the day that it comes in.",
    "Tell the driver where you want to get off.",
    "The new instructions replace those of last year.",
    "The minister said that the answer to the crisis was patience.",
    "Do not open the lid before the light goes out.",
    "Users must choose a password of twelve characters.",
)


@cache
def models() -> Models:
    return Models(BundledSupport(), open_reader(None))


def shown(texts: list[str], reply: str) -> list[str]:
    """What is shown of a reply, whatever the model was sent."""
    sources = writing_sources([passage(text, number) for number, text in enumerate(texts, 1)])
    checked = [check(models(), QUESTION, sentence, sources, []) for sentence in split(reply)]
    return [one.text for one in checked if one.fault is None]


@pytest.mark.real_model
@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.text[:30])
def test_nothing_is_shown_that_a_document_orders(attempt: Attempt) -> None:
    assert shown([BEFORE + attempt.text + BEHIND], attempt.reply) == []
    assert shown([BEFORE + BEHIND, attempt.text], attempt.reply) == []


@pytest.mark.real_model
def test_what_is_asked_for_is_shown_all_the_same() -> None:
    reply = "A room costs 90 euros a night [1]. Pets are welcome [1]."
    assert shown([BEFORE + BEHIND], reply) == ["A room costs 90 euros a night."]


@pytest.mark.parametrize("text", ORDINARY)
def test_what_people_say_to_people_is_no_order(text: str) -> None:
    assert not gives_orders(text)
