"""The benchmarks of sentences and of disputes: what counts."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.benchmarks.disputes import disputes
from eval.benchmarks.sentences import Chosen, asked_of, outcomes
from qa.answer_schemas import Answer, AnswerForm, Claim, Level, RankedPassage, Stance
from qa.citation_schemas import Citation, HighlightSpan
from qa.schemas import AskResponse, IndexInfo

TEXT = "The heron stands still for hours. It eats fish, frogs and mice. It nests in tall trees."


def citation(start: int, end: int, document: str = "a-0") -> Citation:
    return Citation(
        collection="c",
        document_id=document,
        document_title="Heron",
        version="v",
        start_char_index=start,
        end_char_index=end,
        cited_text=TEXT[start:end],
        url="",
        source_url="",
    )


def passage(*marks: tuple[int, int], document: str = "a-0") -> RankedPassage:
    return RankedPassage(
        rank=1,
        score=1.0,
        text=TEXT,
        highlights=[HighlightSpan(start=start, end=end) for start, end in marks],
        citation=citation(0, len(TEXT), document),
    )


def quote(start: int, end: int) -> Answer:
    place = citation(start, end)
    return Answer(
        kind=AnswerForm.SENTENCE, text=TEXT[start:end], probability=0.5, citations=[place], sentence=place
    )


def response(
    level: Level,
    shown: Answer | None = None,
    claims: tuple[str, ...] = (),
    passages: tuple[RankedPassage, ...] = (),
) -> AskResponse:
    return AskResponse(
        question="What do herons eat?",
        level=level,
        answer=shown if level is Level.ANSWERED else None,
        closest=shown if level is Level.UNSURE else None,
        abstained=level is not Level.ANSWERED,
        answerability=0.5,
        threshold=0.5,
        claims=[
            Claim(
                value=value,
                normalized=value,
                said_by=None,
                stance=Stance.STATED,
                published=None,
                probability=0.5,
                citations=[],
            )
            for value in claims
        ],
        sources_disagree=len(claims) > 1,
        passages=list(passages),
        index=IndexInfo(collection="c", generation=1, collections=[], embedding_model="m"),
        timings_ms={},
    )


@pytest.fixture
def asked(tmp_path: Path) -> Chosen:
    path = tmp_path / "answerable.jsonl.gz"
    row = {
        "input": "What do herons eat?",
        "passages": [{"text": TEXT, "title": "Heron"}],
        "output": [{"selected_sentences": ["It eats fish, frogs and mice. ", "Not in the passage."]}],
    }
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps(row))
    (chosen,) = asked_of(path, "a")
    return chosen


def test_the_gold_is_the_sentences_that_people_chose(asked: Chosen) -> None:
    assert [(gold.start, gold.end) for gold in asked.question.gold] == [(34, 63)]
    assert (asked.document.text, asked.question.kind) == (TEXT, "description")


def test_a_usable_answer_a_usable_quote_and_neither(asked: Chosen) -> None:
    found = outcomes(
        [asked] * 4,
        [
            response(Level.ANSWERED, quote(34, 63), passages=(passage((40, 50)),)),
            response(Level.UNSURE, quote(34, 63), passages=(passage((0, 9)),)),
            response(Level.ANSWERED, quote(64, 87), passages=(passage((40, 50), document="b"),)),
            response(Level.NOTHING),
        ],
    )
    assert found.first == [True, True, False, False]
    assert found.marked == [True, False, False, False]
    assert found.shown == [True, False, True, False]
    assert found.usable == [True, False, False, False]
    assert found.quoted == [True, True, False, False]
    assert found.overlap == [1.0, 1.0, 0.0, 0.0]


def test_a_dispute_is_an_answer_with_two_values() -> None:
    found = disputes(
        [
            response(Level.ANSWERED, quote(34, 63), ("fish", "frogs")),
            response(Level.ANSWERED, quote(34, 63), ("fish", "the Fish")),
            response(Level.UNSURE, quote(34, 63), ("fish", "frogs")),
            response(Level.NOTHING),
        ]
    )
    assert (found.asked, found.answered) == (4, 2)
    assert [one.values for one in found.disputes] == [("fish", "frogs")]
    assert str(found).startswith("4 asked, 2 answered, of those with competing values 0.500 (")
    assert str(disputes([response(Level.NOTHING)])) == "1 asked, none answered"
