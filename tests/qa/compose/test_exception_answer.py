"""A rule with its exception, where a question sets the condition of that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qa.compose.composed import Findings
from qa.compose.exception_answer import BELOW, exception_answer
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reading, Support
from qa.understand.asked_condition import asked_condition
from qa.understand.parse import parse
from tests.support.passages import of_text, read_evidence, searched

TEXT = "The hire costs 9 euros. For members it is 5 euros. Boats over 4 m cost 12 euros. Nobody swims."
ODDS = [2.0, 0.5, -3.0, -9.0]


def read(odds: list[float]) -> ReadEvidence:
    passage = of_text(TEXT)
    starts = np.array([span.start for span in passage.sentences])
    ends = np.array([span.end for span in passage.sentences])
    reading = Reading((), 0.0, Support(starts, ends, np.array(odds, np.float32)))
    return replace(read_evidence(1, 0.0, passage=passage), reading=reading)


def shown(question: str, odds: list[float]) -> str | None:
    made = exception_answer(Findings(parse(question), searched(), [read(odds)], []))
    return made.parts[0].text if made else None


def test_the_exception_is_shown_with_the_rule() -> None:
    assert shown("What does the hire cost if I am a member?", ODDS) == TEXT[: TEXT.index(" Boats")]
    assert shown("What is the hire for a member?", ODDS) == TEXT[: TEXT.index(" Boats")]


def test_an_amount_in_the_condition_may_be_within_the_bounds_of_the_exception() -> None:
    both = TEXT[TEXT.index("For") : TEXT.index(" Nobody")]
    assert shown("What does it cost if the boat is 5 m long?", [-5.0, 2.0, 1.0, -9.0]) == both
    assert shown("What does it cost if it is 5 m long?", [-5.0, 2.0, 1.0, -9.0]) == both
    assert shown("What does it cost if it is 3 m long?", [-5.0, 2.0, 1.0, -9.0]) is None


@pytest.mark.parametrize(
    ("question", "odds"),
    [
        ("What does the hire cost?", ODDS),
        ("What does the hire cost if it rains?", ODDS),
        ("Is the hire free if I am a member?", ODDS),
        ("What does the hire cost if I am a member?", [2.0, 2.0 - BELOW - 0.1, -3.0, -9.0]),
        ("What does the hire cost if I am a member?", [0.5, 2.0, -3.0, -9.0]),
    ],
)
def test_else_nothing_is_added(question: str, odds: list[float]) -> None:
    assert shown(question, odds) is None


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("How long is it if I skip the service?", "I skip the service"),
        ("If the lid is lost, what do I pay?", "the lid is lost"),
        ("What is the fee for a new member?", "a new member"),
        ("When is it closed?", ""),
        ("When do I pay when I move?", "I move"),
        ("What is the fee for boats?", ""),
    ],
)
def test_the_condition_of_a_question(question: str, condition: str) -> None:
    assert asked_condition(question) == condition
