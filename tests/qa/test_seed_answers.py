"""The main job with the real model: the seed article, questions it answers and questions it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from index.ingest.files import find
from index.ingest.ingest_files import ingest_files
from qa.schemas import AskQuery, AskResponse, Mode
from qa.service import Service
from qa.settings import Settings
from tests.support.project import SEEDS

pytestmark = pytest.mark.real_model

MAIN = "How many North Korean troops were reported?"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(Settings(home=tmp_path_factory.mktemp("home")))
    outcomes: list[str] = []
    ingest_files(service.ingester, "default", find([SEEDS]), lambda outcome: outcomes.append(outcome.status))
    assert set(outcomes) == {"new"}
    yield service
    service.index.catalog.close()


def ask(service: Service, question: str, **options: object) -> AskResponse:
    return service.ask(AskQuery.model_validate({"question": question, **options}))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many North Korean troops are there according to U.S. intelligence?", "up to 12,000"),
        ("How many North Korean troops are there according to South Korea?", "up to 12,000"),
        ("How many North Korean troops does Umerov expect?", "approximately 15,000"),
    ],
)
def test_what_one_voice_says_is_asked_of_it_alone(service: Service, question: str, value: str) -> None:
    response = ask(service, question)
    assert response.answer is not None
    assert response.answer.value == value
    assert [claim.value for claim in response.claims] == [value]


def test_what_umerov_said_is_what_is_quoted_of_him(service: Service) -> None:
    answer = ask(service, "What did Umerov say?").answer
    assert answer is not None
    assert answer.sentence is not None
    assert "Umerov" in answer.sentence.cited_text


def test_nobody_elses_figure_is_shown_for_whoever_gives_none(service: Service) -> None:
    response = ask(service, "How many North Korean troops are there according to China?")
    assert response.abstained
    assert not response.claims


def test_a_figure_is_shown_with_its_qualifier_and_cited_without(service: Service) -> None:
    answer = ask(service, "How far did Russian forces advance?").answer
    assert answer is not None
    assert (answer.text, answer.value) == ("9 kilometers", "up to 9 kilometers")


def test_a_question_of_yes_or_no_is_shown_a_sentence_and_no_dispute(service: Service) -> None:
    response = ask(service, "Have North Korean troops come under fire?")
    assert response.answer is not None
    assert response.answer.sentence
    assert response.answer.kind == "sentence"
    assert response.answer.text == response.answer.sentence.cited_text
    assert not response.sources_disagree
    assert len(response.claims) == 1


@pytest.mark.parametrize("question", [MAIN, MAIN.lower(), "number of North Korean soldiers sent to Russia"])
def test_both_figures_stand_in_the_first_two_passages(service: Service, question: str) -> None:
    first = [passage.text for passage in ask(service, question).passages[:2]]
    assert any("approximately 15,000" in text for text in first)
    assert any("up to 12,000" in text for text in first)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (MAIN, "1[25],000"),
        ("Who is Ukraine's Defense Minister?", "Rustem Umerov"),
        ("Who said that North Korean troops had been shelled?", "Andrii Kovalenko"),
        ("How far did Russian forces advance?", "9 kilometers"),
        ("When was the Kursk region partially occupied by Ukrainian forces?", "August"),
    ],
)
def test_the_answer_is_short_and_cited(service: Service, question: str, answer: str) -> None:
    response = ask(service, question)
    assert not response.abstained
    assert response.answer is not None
    assert re.search(answer, response.answer.text)
    assert response.answer.citations[0].cited_text == response.answer.text
    assert response.answer.sentence
    assert response.answer.text in response.answer.sentence.cited_text
    assert len(response.answer.text) < 60


@pytest.mark.parametrize(
    "question", [MAIN, "Do the sources agree on how many North Korean troops there are?"]
)
def test_both_figures_are_claims_with_who_said_them(service: Service, question: str) -> None:
    response = ask(service, question)
    assert response.question == question
    assert response.sources_disagree
    claims = {claim.value: claim for claim in response.claims}
    assert set(claims) == {"up to 12,000", "approximately 15,000"}
    expected, assessed = claims["approximately 15,000"], claims["up to 12,000"]
    assert "Umerov" in (expected.said_by or "")
    assert "intelligence" in (assessed.said_by or "")
    assert (expected.stance, assessed.stance) == ("expected", "estimated")
    assert (expected.normalized, assessed.normalized) == ("≈ 15000", "≤ 12000")
    for claim in response.claims:
        assert claim.published == "2024-11-05"
        assert claim.citations[0].cited_text == claim.value


@pytest.mark.parametrize(
    "question",
    [
        "What is the boiling point of tungsten?",
        "Who won the 1998 World Cup?",
        "What is the capital of Australia?",
        "Which enzyme unwinds DNA during replication?",
        "How many moons does Jupiter have?",
        "Who painted the ceiling of the Sistine Chapel?",
        "What is the interest rate on a thirty-year mortgage?",
    ],
)
def test_questions_from_elsewhere_are_not_answered_unless_forced(service: Service, question: str) -> None:
    response = ask(service, question)
    assert response.abstained
    assert response.answer is None
    assert response.reason
    assert response.answerability < response.threshold
    assert response.passages, "the nearest passages are shown all the same"
    forced = ask(service, question, abstain=False)
    assert forced.answer is not None
    assert not forced.abstained


@pytest.mark.parametrize("mode", list(Mode))
def test_every_quote_is_what_the_version_holds(service: Service, mode: Mode) -> None:
    response = ask(service, MAIN, mode=mode, top_k=100)
    assert response.passages
    assert any(passage.highlights for passage in response.passages)
    snapshot = service.index.snapshot("default")
    for passage in response.passages:
        cited = passage.citation
        text = snapshot.version_text(cited.document_id, cited.version)
        assert text[cited.start_char_index : cited.end_char_index] == cited.cited_text == passage.text
        for span in passage.highlights:
            assert cited.start_char_index <= span.start < span.end <= cited.end_char_index


def test_the_same_question_has_the_same_answer(service: Service) -> None:
    def without_time(response: AskResponse) -> dict[str, object]:
        return response.model_dump(exclude={"timings_ms"})

    first = without_time(ask(service, MAIN))
    assert all(without_time(ask(service, MAIN)) == first for _ in range(3))


def test_no_passage_is_longer_than_the_model_reads(service: Service) -> None:
    passages = ask(service, MAIN, top_k=100).passages
    assert len(passages) > 1
    for passage in passages:
        assert len(service.embedder.token_starts(passage.text)) <= 200
