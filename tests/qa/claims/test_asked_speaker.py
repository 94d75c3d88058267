"""Values of the speaker that a question asks for come first; those of others lose their odds."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.claims.asked_speaker import OTHER, UNTOLD, Voice, names_speaker, voice_of, weigh_speakers
from qa.claims.found_value import FoundValue
from qa.read.found_spans import FoundSpan
from qa.understand.parse import parse
from tests.support.passages import read_evidence, stored

SENTENCES = (
    "The Danish council said that 90 boats left.",
    "Fishermen said that 70 boats left.",
    "80 boats came back.",
)


def value(words: str, margin: float = 4.0) -> FoundValue:
    passage = stored([sentence.split() for sentence in SENTENCES], id=1)
    at = passage.text.index(words)
    evidence = read_evidence(1, 1.0, passage=passage)
    return FoundValue(
        parse("How many boats left?"), FoundSpan(evidence, Span(at, at + len(words)), margin, margin)
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Denmark", "the Danish council"),
        ("South Korea", "U.S. and South Korean intelligence assessments"),
        ("umerov", "Ukraine's Defense Minister, Rustem Umerov"),
        ("Minister Umerov", "Rustem Umerov"),
        ("the minister", "Transport minister Hugo Marant"),
        ("the AAA", "the American Automobile Association"),
        ("the hunters", "Hunters"),
    ],
)
def test_a_name_in_another_form_is_the_same_speaker(source: str, words: str) -> None:
    assert names_speaker(source, words)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("North Korea", "South Korean officials"),
        ("Norway", "the Swedish government"),
        ("the police", "the fire brigade"),
        ("Anna Lie", "Anna Berg"),
    ],
)
def test_another_name_is_another_speaker(source: str, words: str) -> None:
    assert not names_speaker(source, words)


def test_whose_a_value_is() -> None:
    assert voice_of("Denmark", value("90")) is Voice.ASKED
    assert voice_of("Denmark", value("70")) is Voice.OTHER
    assert voice_of("Denmark", value("80")) is Voice.UNKNOWN


def test_the_asked_speakers_value_comes_first_and_others_lose_odds() -> None:
    surer = value("70", 6.0), value("80", 5.0), value("90", 4.0)
    weighed = weigh_speakers("Denmark", surer)
    assert [(one.words, one.margin) for one in weighed] == [
        ("90", 4.0),
        ("80", 5.0 - UNTOLD),
        ("70", 6.0 - OTHER),
    ]


def test_where_nobody_is_asked_for_nothing_changes() -> None:
    values = [value("70", 6.0), value("90", 4.0)]
    assert weigh_speakers("", values) == values


def test_a_group_may_be_anybody_who_is_named() -> None:
    (weighed,) = weigh_speakers("scientists", [value("70")])
    assert weighed.margin == 4.0 - UNTOLD
