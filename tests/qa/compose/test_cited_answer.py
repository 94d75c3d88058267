"""Composed answers with their citations: the text of each form, and spans that are what they quote."""

from __future__ import annotations

import pytest

from index.documents import Document, Span
from index.errors import CitationBroken
from index.store.catalog.passages import StoredPassage
from qa.cite import Citers
from qa.cited_answer import cited_answer
from qa.compose.composed import Composed, Part
from qa.retrieve.searched import Searched
from qa.schemas import Answer, AnswerForm, Citation, Query
from qa.service import Service

TEXT = (
    "Before you go: bring a torch. Wear boots. The mill is old. " + "It grinds rye. " * 60 + "Mind the step."
)


@pytest.fixture
def passage(service: Service) -> StoredPassage:
    """The first passage of the text; the text has more."""
    service.ingester.add("default", [Document("d", TEXT)])
    ranking, _, _ = service.pipeline.read(Query(question="What should I bring and wear?"))
    found = next(e.passage for e in ranking.evidence if e.passage.span.start == 0)
    assert found.span.end < len(TEXT)
    return found


def part(passage: StoredPassage, words: str, label: str | None = None) -> Part:
    return Part(passage, Span(TEXT.index(words), TEXT.index(words) + len(words)), label)


def cited(service: Service, composed: Composed) -> Answer:
    with service.index.catalog.reading():
        return cited_answer(composed, 0.9, Citers(Searched((service.index.snapshot("default"),))))


def test_sentences_that_are_not_neighbours_have_an_ellipsis_between_them(
    service: Service, passage: StoredPassage
) -> None:
    parts = [
        part(passage, words) for words in ("Wear boots.", "The mill is old.", "Before you go: bring a torch.")
    ]
    neighbours = cited(service, Composed(AnswerForm.SENTENCES, (parts[0], parts[1])))
    apart = cited(service, Composed(AnswerForm.SENTENCES, (parts[2], parts[1])))
    assert neighbours.text == "Wear boots. The mill is old."
    assert apart.text == "Before you go: bring a torch. … The mill is old."
    assert apart.sentence is not None
    assert apart.items == []


def test_a_span_has_the_words_of_the_source_and_its_sentence(
    service: Service, passage: StoredPassage
) -> None:
    found = cited(service, Composed(AnswerForm.SPAN, (part(passage, "boots"),), part(passage, "Wear boots")))
    assert (found.text, found.value, found.shown) == ("boots", "Wear boots", "Wear boots")
    assert found.sentence is not None
    assert found.sentence.cited_text == "Wear boots."


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (AnswerForm.LIST, "Before you go: bring a torch.; Wear boots."),
        (AnswerForm.STEPS, "Before you go:\n1. bring a torch.\n2. Wear boots."),
    ],
)
def test_items_follow_their_lead(
    service: Service, passage: StoredPassage, form: AnswerForm, text: str
) -> None:
    parts = part(passage, "bring a torch."), part(passage, "Wear boots.")
    found = cited(service, Composed(form, parts, lead=part(passage, "Before you go:")))
    assert (found.text, found.lead) == (text, "Before you go:")
    assert [item.text for item in found.items] == ["bring a torch.", "Wear boots."]
    assert [item.citations for item in found.items] == [[citation] for citation in found.citations]
    assert found.sentence is None


def test_a_heading_above_a_list_gets_a_colon(service: Service, passage: StoredPassage) -> None:
    parts = part(passage, "bring a torch."), part(passage, "Wear boots.")
    found = cited(service, Composed(AnswerForm.LIST, parts, lead=part(passage, "Before you go")))
    assert (found.text, found.lead) == ("Before you go: bring a torch.; Wear boots.", "Before you go")


def test_a_row_reads_well_alone(service: Service, passage: StoredPassage) -> None:
    cells = part(passage, "mill"), part(passage, "old", "age"), part(passage, "rye", "grinds")
    found = cited(service, Composed(AnswerForm.ROW, cells, value=cells[1]))
    assert (found.text, found.value) == ("mill: age: old, grinds: rye", "old")
    assert [item.label for item in found.items] == [None, "age", "grinds"]
    counted = cited(service, Composed(AnswerForm.ROW, cells, value="3"))
    assert counted.value == "3"


def test_a_part_beyond_its_passage_is_quoted_from_the_version(
    service: Service, passage: StoredPassage
) -> None:
    found = cited(service, Composed(AnswerForm.SENTENCE, (part(passage, "Mind the step."),)))
    (citation,) = found.citations
    assert isinstance(citation, Citation)
    assert (
        citation.cited_text == TEXT[citation.start_char_index : citation.end_char_index] == "Mind the step."
    )


@pytest.mark.parametrize("span", [Span(5, 5), Span(len(TEXT) - 2, len(TEXT) + 2)])
def test_what_the_version_does_not_have_is_not_cited(
    service: Service, passage: StoredPassage, span: Span
) -> None:
    with pytest.raises(CitationBroken):
        cited(service, Composed(AnswerForm.LIST, (Part(passage, span),)))
