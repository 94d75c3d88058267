"""Which second values compete: those of the same matter, in another document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.documents import Span
from index.store.stemming import TermAnalyzer
from qa.claims.found_value import FoundValue
from qa.claims.rivals import features, rival_model
from qa.read.found_spans import FoundSpan
from qa.understand.parse import parse
from tests.support.passages import read_evidence, stored

QUESTION = "How many pupils visit the school in Norby?"
ANSWER = "The school in Norby has 120 pupils", "120"


def value(text: str, words: str, id: int, document: str) -> FoundValue:
    passage = stored([text.split()], id=id, document_id=document)
    span = Span(text.index(words), text.index(words) + len(words))
    asked = parse(QUESTION)
    evidence = replace(read_evidence(id, 1.0, passage=passage), asked=asked.dated)
    return FoundValue(asked, FoundSpan(evidence, span, 3.0, 3.0))


def measured(text: str, words: str, document: str = "other", strength: float = 3.0) -> dict[str, float]:
    answer, other = value(*ANSWER, 1, "own"), value(text, words, 2, document)
    return features(TermAnalyzer(), answer, other, strength, 0.0)


def odds(**changed: float) -> float:
    return rival_model().log_odds({**measured("The school in Norby has 140 pupils", "140"), **changed})


def test_the_model_has_a_weight_for_every_feature_and_no_other() -> None:
    assert {*rival_model().weights} == {*measured("The school in Norby has 140 pupils", "140")}


@pytest.mark.parametrize(
    ("feature", "more", "less"),
    [
        ("strength", 5.0, 1.0),
        ("tokens", 2.0, -2.0),
        ("same_document", 0.0, 1.0),
        ("lost", 0.0, 0.6),
        ("gap", 0, 4),
    ],
)
def test_what_makes_a_rival(feature: str, more: float, less: float) -> None:
    assert odds(**{feature: more}) > odds(**{feature: less})


def test_what_the_context_lacks_of_the_question_is_lost() -> None:
    assert measured("The school in Norby has 140 pupils", "140")["lost"] == 0.0
    assert measured("The school in Tarn has 140 pupils", "140")["lost"] > 0.2
    assert (
        measured("It has 140 cupboards", "140")["lost"] > measured("It has 140 pupils", "140")["lost"] > 0.2
    )


def test_a_text_that_has_the_answer_too_is_told() -> None:
    assert measured("Of the 120 pupils in Norby 80 come by bus", "80")["names_answer"] == 1.0
    assert measured("The school in Norby has 140 pupils", "140")["names_answer"] == 0.0


def test_a_second_value_of_one_document_is_told() -> None:
    assert measured("The school in Norby has 140 pupils", "140", "own")["same_document"] == 1.0
    assert measured("The school in Norby has 140 pupils", "140")["same_document"] == 0.0
