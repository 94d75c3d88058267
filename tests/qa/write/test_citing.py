"""What is cited of a passage: exact in the text, also where the quote is not written as the text is."""

from __future__ import annotations

import pytest

from index.documents import Document, Span
from index.errors import CitationBroken, NotFound
from qa.quotes import in_quote
from qa.schemas import Citation, Query
from qa.service import Service
from qa.write.citing import cite_part, span_in_text

TABLE = """\
# Prices

The **pier** is open all year.

| Ticket | Price |
| --- | --- |
| Adult | 14 euros |
| Child | 6 euros |
"""


@pytest.fixture
def passage(service: Service) -> Citation:
    service.ingester.add("default", [Document("p", TABLE, "Prices", media_type="text/markdown")])
    return service.search(Query(question="price of a child ticket on the pier")).passages[0].citation


@pytest.mark.parametrize("words", ["The pier is open all year.", "Child", "6 euros"])
def test_a_part_of_a_quote_is_cited_where_it_stands(service: Service, passage: Citation, words: str) -> None:
    at = passage.quote.index(words)
    span = span_in_text(passage, Span(at, at + len(words)))
    assert span is not None
    with service.index.catalog.reading():
        part = cite_part(passage, span, service.index.snapshot("default"))
    assert TABLE[part.start_char_index : part.end_char_index] == part.cited_text
    assert words.split()[-1].strip(".") in part.cited_text
    assert words in part.quote
    assert f"start={part.start_char_index}&end={part.end_char_index}" in part.url
    for shown, start, length in part.quote_runs:
        assert part.quote[shown : shown + length] == TABLE[start : start + length]
    whole = in_quote(part, Span(part.start_char_index, part.end_char_index))
    assert whole is not None
    assert whole.of(part.quote) == part.quote


def test_words_that_were_added_are_no_citation(passage: Citation) -> None:
    added = passage.model_copy(update={"quote": f"Note: {passage.quote}"})
    moved = [(at + 6, start, length) for at, start, length in passage.quote_runs]
    assert span_in_text(added.model_copy(update={"quote_runs": moved}), Span(0, 5)) is None


def test_what_the_text_does_not_say_is_not_cited(service: Service, passage: Citation) -> None:
    false = passage.model_copy(update={"cited_text": passage.cited_text.replace("pier", "quay")})
    span = Span(passage.start_char_index, passage.end_char_index)
    with service.index.catalog.reading(), pytest.raises(CitationBroken):
        cite_part(false, span, service.index.snapshot("default"))


def test_what_is_erased_is_not_cited(service: Service, passage: Citation) -> None:
    service.delete("default", "p")
    span = Span(passage.start_char_index, passage.end_char_index)
    with service.index.catalog.reading(), pytest.raises(NotFound):
        cite_part(passage, span, service.index.snapshot("default"))
