"""Span answers: what is no answer alone, and where else the same is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.documents import Span
from qa.claims.candidate_values import candidate_values
from qa.compose.composed import Findings
from qa.compose.span_answer import span_answer
from qa.read.read_evidence import ReadEvidence
from qa.read.reader.protocol import Reading, ScoredSpan
from qa.read.weights import ReadingWeights
from qa.understand.parse import parse
from tests.support.passages import of_text, read_evidence, searched

WEIGHTS = ReadingWeights(odds=1.0, passage=1.0)


def read(text: str, words: str, margin: float = 5.0, id: int = 1) -> ReadEvidence:
    """A passage in which the reader found these words."""
    start = text.index(words)
    spans = (ScoredSpan(Span(start, start + len(words)), margin),)
    return replace(read_evidence(1, 0.0, passage=of_text(text, id=id)), reading=Reading(spans, margin))


def findings(question: str, *passages: ReadEvidence) -> Findings:
    parsed = parse(question)
    return Findings(parsed, searched(), passages, candidate_values(parsed, passages, WEIGHTS))


@pytest.mark.parametrize(
    ("question", "text", "words", "is_one"),
    [
        ("What grinds the rye?", "The mill grinds the rye.", "The mill", True),
        ("What does the mill grind?", "The mill grinds rye.", "mill", False),
        ("Why did it stop?", "It stopped because of the flood.", "because of", False),
        ("How many came?", "They met at the mill.\n\n12\n\nNobody came.", "12", False),
        ("Is the mill old or new?", "The mill is old.", "old", True),
    ],
)
def test_a_span_says_something_that_the_question_does_not(
    question: str, text: str, words: str, is_one: bool
) -> None:
    assert (span_answer(findings(question, read(text, words))) is not None) is is_one


def test_other_places_with_the_same_words_are_cited_too() -> None:
    text = "The mill grinds rye."
    found = findings(
        "What does it grind?",
        read(text, "rye"),
        read("Here Rye is ground.", "Rye", id=2),
        read("Perhaps rye.", "rye", -1.0, id=3),
    )
    composed = span_answer(found)
    assert composed is not None
    assert [part.text for part in (*composed.parts, *composed.also)] == ["rye", "Rye"]
