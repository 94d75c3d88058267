"""One test for each kind of hard question, with the real models, on small invented documents.

What other files test already is not repeated: disputes (`test_disputes.py`), forms of answers
(`compose/test_forms.py`), rows (`compose/test_row_answer.py`), whose figure it is (`test_seed_answers.py`),
small talk and questions back (`conversation/`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.conversation.answering import answer_query, rewrite_query
from qa.schemas import (
    Answer,
    AnswerForm,
    AskQuery,
    AskResponse,
    ChatQuery,
    ChatReply,
    ChatResponse,
    ChatTurn,
    Level,
    Verdict,
)
from qa.server.routes.answer_markdown import answer_markdown
from qa.service import Service
from qa.settings import Settings
from tests.support.example_texts import DOCUMENTS, STORY, WARD

pytestmark = pytest.mark.real_model


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(Settings(home=tmp_path_factory.mktemp("home")))
    service.ingester.add("default", DOCUMENTS)
    yield service
    service.index.catalog.close()


def ask(service: Service, question: str) -> AskResponse:
    return service.ask(AskQuery(question=question))


def chat(service: Service, message: str, history: list[ChatTurn]) -> ChatResponse:
    return answer_query(service, rewrite_query(service, ChatQuery(question=message, history=history)))


def answer(service: Service, question: str) -> Answer:
    found = ask(service, question).answer
    assert found is not None, question
    return found


# Kinds ------------------------------------------------------------------------------------------------------


def test_a_span_is_shown_within_its_sentence(service: Service) -> None:
    found = answer(service, "How much does the filter HX-410 weigh?")
    assert (found.kind, found.text) == (AnswerForm.SPAN, "12 kg")
    assert found.sentence is not None
    assert found.sentence.cited_text == "The filter HX-410 weighs 12 kg and fits the blue pump."


def test_a_reason_is_a_sentence(service: Service) -> None:
    found = answer(service, "Why did the head office move?")
    assert found.kind is AnswerForm.SENTENCE
    assert "because the old house was too damp" in found.text


def test_a_comparison_has_a_cited_sentence_of_each_side(service: Service) -> None:
    found = answer(service, "What is the difference between heat pumps and pellet stoves?")
    assert [item.label for item in found.items] == ["heat pumps", "pellet stoves"]
    assert [item.text for item in found.items] == [
        "Heat pumps take warmth out of the air and need electricity.",
        "Pellet stoves burn pressed wood and need a chimney.",
    ]
    assert all(item.citations for item in found.items)


def test_a_list_may_stand_in_several_documents(service: Service) -> None:
    found = answer(service, "Which courses do the branches offer?")
    assert found.kind is AnswerForm.LIST
    courses = {"pottery", "weaving", "drawing", "welding", "carpentry", "sewing"}
    assert {item.text for item in found.items} == courses


@pytest.mark.parametrize("question", ["Summarise the ward rules", "What are the ward rules about?"])
def test_a_summary_is_sentences_of_the_document_each_cited(service: Service, question: str) -> None:
    found = answer(service, question)
    assert found.text.startswith("Do not give aspirin")
    assert len(found.citations) > 1
    assert all(c.cited_text in WARD and c.cited_text in found.text for c in found.citations)


# Yes or no --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question", ["May I give aspirin to a child of 12?", "Can aspirin be given to children of 12?"]
)
def test_a_rule_decides_for_an_age_below_its_bound(service: Service, question: str) -> None:
    found = answer(service, question)
    assert (found.verdict, found.text) == (Verdict.NO, "Do not give aspirin to children under 16.")


def test_who_may_is_no_answer_to_who_may_not(service: Service) -> None:
    assert answer(service, "Who may change the dose?").text == "the head nurse"
    response = ask(service, "Who may not change the dose?")
    assert response.answer is None
    assert not response.claims
    assert response.closest is not None
    assert response.closest.text == "No one except the head nurse may change the dose."


# Three levels -----------------------------------------------------------------------------------------------


def test_the_closest_passage_is_shown_where_no_answer_is_sure_enough(service: Service) -> None:
    response = service.ask(AskQuery(question="What do the parts cost?", max_error_rate=0.001))
    assert (response.level, response.answer, response.abstained) == (Level.UNSURE, None, True)
    assert response.closest is not None
    assert "The pump costs 480 euros" in response.closest.text
    assert response.closest.probability < response.threshold
    text, _ = answer_markdown(response, "https://example.org/")
    assert text.startswith("No sure answer. Closest passage:")


def test_what_no_document_speaks_of_has_neither(service: Service) -> None:
    response = ask(service, "What is the capital of Peru?")
    assert (response.level, response.answer, response.closest) == (Level.NOTHING, None, None)
    assert response.answerability < 0.2


# Disputes only where there is one ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "How long did the trial of Norvalin take?",  # one value in two units
        "What do the parts cost?",  # parts of a list
        "How much does the filter weigh?",  # two parts with numbers of their own
        "How many passengers did the ferries carry?",  # two quarters
        "How much are nurses paid?",  # during and after probation
        "How much water does a spring give?",  # a document that is called "Sources"
        "Do the sources agree on how much water the springs give?",
    ],
)
def test_two_values_of_two_things_are_no_dispute(service: Service, question: str) -> None:
    response = service.ask(AskQuery(question=question, abstain=False))
    assert response.answer is not None
    assert not response.sources_disagree


# Hard words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is the CEO?", "Marta Lindqvist"),
        ("who is the ceo", "Marta Lindqvist"),
        ("Who is the chief executive officer?", "Marta Lindqvist"),
        ("who runs the pharmacy", "Jonas Weber"),
        ("How many employees does Tarnholt Ferries have?", "1,250"),
        ("How many ship was buyed in 2022", "two"),
        ("Which company employs 1250 people?", "Tarnholt Ferries"),
        ("which company employs one thousand two hundred and fifty people", "Tarnholt Ferries"),
        ("who met on May 4, 2023", "shareholders"),
        ("Who met on 4.5.2023?", "shareholders"),
    ],
)
def test_other_words_have_the_same_answer(service: Service, question: str, text: str) -> None:
    assert answer(service, question).text == text


def test_a_misspelt_question_is_corrected_and_says_so(service: Service) -> None:
    response = ask(service, "who runs the pharmcy?")
    assert response.searched_as == "who runs the pharmacy?"
    assert response.answer is not None
    assert response.answer.text == "Jonas Weber"


def test_a_question_is_found_within_a_story(service: Service) -> None:
    assert len(STORY.split()) > 150
    response = ask(service, STORY)
    assert response.searched_as is not None
    assert "visitors welcome" in response.searched_as
    assert response.answer is not None
    assert response.answer.text == "from 2 pm to 7 pm"


# Siblings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How much does the filter HX-420 weigh?", "19 kg"),
        ("How many passengers did the ferries carry in the first quarter of 2023?", "41,000"),
        ("How many passengers did the ferries carry in the second quarter of 2023?", "67,500"),
        ("How much water does the spring at Holm give?", "90 litres"),
        ("How much are nurses paid during probation?", "2,900 euros a month"),
        ("How much are nurses paid after probation?", "3,400 euros a month"),
    ],
)
def test_the_one_that_is_asked_for_is_the_only_value(service: Service, question: str, value: str) -> None:
    response = ask(service, question)
    assert response.answer is not None
    assert response.answer.text == value
    assert [claim.value for claim in response.claims] == [value]


@pytest.mark.parametrize(
    "question",
    [
        "How much does the filter HX-430 weigh?",
        "How many passengers did the ferries carry in the third quarter of 2023?",
        "How many passengers did the ferries carry in the second quarter of 2021?",
        "How much water does the spring at Lund give?",
    ],
)
def test_a_sibling_of_what_is_asked_for_gives_no_value(service: Service, question: str) -> None:
    response = ask(service, question)
    assert response.answer is None
    assert not response.claims


# Conversation -----------------------------------------------------------------------------------------------

BOTH = [ChatTurn(question="What does the filter HX-410 fit?", answer="the blue pump")]
BOTH += [ChatTurn(question="What does the filter HX-420 fit?", answer="the grey pump")]


@pytest.mark.parametrize(
    ("message", "history", "reply"),
    [
        ("Good morning!", [], ChatReply.GREETING),
        ("Thank you so much!", BOTH, ChatReply.GREETING),
        ("Yes, please.", BOTH, ChatReply.CLARIFY),
        ("How much does it weigh?", BOTH, ChatReply.CLARIFY),
        ("Who runs the pharmacy?", BOTH, ChatReply.ANSWER),
    ],
)
def test_only_a_clear_question_is_searched(
    service: Service, message: str, history: list[ChatTurn], reply: ChatReply
) -> None:
    said = chat(service, message, history)
    assert said.reply is reply
    assert said.text
    assert (said.response is None) == (reply is not ChatReply.ANSWER)


def test_an_unclear_question_offers_both_things_and_takes_one(service: Service) -> None:
    unclear = "How much does it weigh?"
    first, second = chat(service, unclear, BOTH).choices
    assert ("HX-410" in first.label, "HX-420" in second.label) == (True, True)
    asked_back = [*BOTH, ChatTurn(question=unclear)]
    assert [one.label for one in chat(service, "Yes, please.", asked_back).choices] == [
        first.label,
        second.label,
    ]
    assert chat(service, second.question, asked_back).text == "19 kg"
    assert chat(service, "The HX-410.", asked_back).text == "12 kg"
