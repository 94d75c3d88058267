"""Answers of every form over small documents, with the real models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.documents import Document
from qa.schemas import Answer, AnswerForm, AskQuery, Citation
from qa.service import Service
from qa.settings import Settings

pytestmark = pytest.mark.real_model

GUIDE = """# Boathouse guide

This guide is for members who borrow boats from the boathouse in Lower Tarn. It tells how boats are taken \
out, cleaned and brought back.

## Gear

The shelf has this gear:

* life vests
* two bailers
* a repair kit
  with spare pins
* throw lines

Ask Dana for the key.

## Taking out a boat

1) Write your name into the log book.
2) Check the hull for cracks.
3) Carry the boat to the slip.

   Never drag it.
4) Hang your card on the board.

Never take out a boat alone: the wind turns quickly.

## Kinds of boats

We lend four kinds of boats: canoes, kayaks, dinghies and rafts. A painter is a short rope at the bow. \
Canoes are open, while kayaks have a deck.

## Care

To clean a hull, rinse it with fresh water. Brush off the weeds. Then dry it with a cloth. Because salt eats \
brass, fittings are greased in spring.

## The pump

Start the pump like this:

    bilge prime
    bilge start --side left

Stop it with `bilge stop`.
"""
MINUTES = """ROWING CLUB, MEETING OF 2 MARCH 2025

Present: Hanne, Luca, Petra
Apologies: Omar

Fees
The club agreed to raise the fee to 90 euros a year. Luca thinks that is too much for students.

Jetty
The jetty lost two planks in the storm. A carpenter from Tarn will mend it before Easter.

Tasks
Luca - write to the students
Petra - call the carpenter
Hanne - buy paint
"""


STOPS = [f"stop {n} at {street} Street" for n, street in enumerate(["Mill", "Gate", "Hill", "Lake"] * 12, 1)]
LINE = "# Bus line 7\n\nThe bus stops at these places:\n\n" + "\n".join(f"- {stop}" for stop in STOPS) + "\n"
MARCH = "Choir meeting, 4 March 2025\n\nThe choir talked about new robes. They are to be blue.\n"
JUNE = "Choir meeting, 3 June 2025\n\nThe choir talked about the trip to Graz. It costs 80 euros.\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(Settings(home=tmp_path_factory.mktemp("home")))
    documents = [
        Document("guide.md", GUIDE, title="Boathouse guide", media_type="text/markdown"),
        Document("minutes.txt", MINUTES, title="minutes"),
        Document("line.md", LINE, title="Bus line 7", media_type="text/markdown"),
        Document("march.txt", MARCH, title="Choir meeting", published="2025-03-04"),
        Document("june.txt", JUNE, title="Choir meeting", published="2025-06-03"),
    ]
    service.ingester.add("default", documents)
    yield service
    service.index.catalog.close()


def ask(service: Service, question: str) -> Answer:
    answer = service.ask(AskQuery(question=question, abstain=False)).answer
    assert answer is not None
    texts = {"guide.md": GUIDE, "minutes.txt": MINUTES, "line.md": LINE, "march.txt": MARCH, "june.txt": JUNE}
    for cited in (*answer.citations, *(one for item in answer.items for one in item.citations)):
        assert isinstance(cited, Citation)
        text = texts[cited.document_id]
        assert text[cited.start_char_index : cited.end_char_index] == cited.cited_text
    return answer


def items(answer: Answer) -> list[str]:
    return [item.text for item in answer.items]


def test_a_list_question_gets_the_list_that_the_author_made(service: Service) -> None:
    answer = ask(service, "What gear is on the shelf?")
    assert answer.kind is AnswerForm.LIST or "life vests" in answer.text
    answer = ask(service, "Which things are on the shelf?")
    assert answer.kind is AnswerForm.LIST
    assert [item.split("\n")[0] for item in items(answer)] == [
        "life vests",
        "two bailers",
        "a repair kit",
        "throw lines",
    ]
    assert answer.text.startswith("The shelf has this gear:")


def test_a_list_within_a_sentence_is_split(service: Service) -> None:
    answer = ask(service, "Which kinds of boats are lent?")
    assert answer.kind is AnswerForm.LIST
    assert items(answer) == ["canoes", "kayaks", "dinghies", "rafts"]


def test_a_row_behind_a_colon_is_given_whole(service: Service) -> None:
    assert items(ask(service, "Who was present at the meeting?")) == ["Hanne", "Luca", "Petra"]


def test_lines_below_a_title_are_a_list_too(service: Service) -> None:
    answer = ask(service, "What tasks were given?")
    assert answer.kind is AnswerForm.LIST
    assert len(answer.items) == 3
    assert items(answer)[1] == "Petra - call the carpenter"


def test_a_list_is_no_dispute(service: Service) -> None:
    query = AskQuery(question="Which kinds of boats are lent?", abstain=False)
    assert not service.ask(query).sources_disagree


def test_a_how_to_gets_all_its_steps(service: Service) -> None:
    answer = ask(service, "how do I take out a boat")
    assert answer.kind is AnswerForm.STEPS
    assert [item.split()[0] for item in items(answer)] == ["Write", "Check", "Carry", "Hang"]
    assert "Never drag it." in items(answer)[2]


def test_steps_are_found_in_running_text(service: Service) -> None:
    answer = ask(service, "How is a hull cleaned?")
    assert answer.kind is AnswerForm.STEPS
    assert [item.split()[0] for item in items(answer)] == ["To", "Brush", "Then"]


def test_a_definition_is_the_sentence_that_defines(service: Service) -> None:
    answer = ask(service, "what does painter mean")
    assert (answer.kind, answer.text) == (AnswerForm.SENTENCE, "A painter is a short rope at the bow.")


def test_a_comparison_speaks_of_both_sides(service: Service) -> None:
    answer = ask(service, "What is the difference between canoes and kayaks?")
    assert "Canoes are open, while kayaks have a deck." in answer.text


def test_code_is_shown_as_a_block_with_its_lead(service: Service) -> None:
    answer = ask(service, "What is the command to start the pump?")
    assert answer.kind is AnswerForm.BLOCK
    assert "bilge prime" in answer.text
    assert "bilge start --side left" in answer.text
    assert answer.text.startswith("Start the pump like this:")


def test_what_a_document_is_about_begins_with_its_lead(service: Service) -> None:
    answer = ask(service, "What is the boathouse guide about?")
    assert answer.kind is AnswerForm.SENTENCES
    assert answer.text.startswith("This guide is for members who borrow boats")
    assert len(answer.citations) <= 4


def test_what_is_said_on_a_matter_is_taken_from_below_its_title(service: Service) -> None:
    answer = ask(service, "What was said about the jetty?")
    assert "The jetty lost two planks in the storm." in answer.text
    assert "fee" not in answer.text


def test_search_words_get_a_sentence(service: Service) -> None:
    answer = ask(service, "club fee")
    assert "90 euros" in answer.text


def test_a_list_that_goes_on_in_the_next_passage_is_given_whole(service: Service) -> None:
    answer = ask(service, "At which places does the bus stop?")
    assert answer.kind is AnswerForm.LIST
    assert items(answer) == STOPS


def test_the_latest_of_several_documents_is_described(service: Service) -> None:
    answer = ask(service, "What was the latest choir meeting about?")
    assert "trip to Graz" in answer.text
    assert "robes" not in answer.text


def test_a_document_that_is_not_there_is_not_described(service: Service) -> None:
    response = service.ask(AskQuery(question="Summarise the annual report of the bakery."))
    assert response.answer is None
