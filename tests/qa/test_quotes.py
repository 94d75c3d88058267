"""Where spans are in a quote, and where a quote stands, in words."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.quotes import copy_names, in_quote, place_words
from qa.schemas import Citation, Duplicate, HighlightSpan

ROWS = {
    "cited_text": "| Team | €9 |\n| Solo | €4 |",
    "quote": "Plan: Team; Price: €9\nPlan: Solo; Price: €4",
    # "Team" stands at 2, "€9" at 9, "Solo" at 16, "€4" at 23, of a text that begins at 100.
    "quote_runs": [(6, 102, 4), (19, 109, 2), (28, 116, 4), (41, 123, 2)],
}


def citation(**fields: object) -> Citation:
    known = {
        "collection": "default",
        "document_id": "a/prices.csv",
        "document_title": "Prices",
        "version": "v",
        "start_char_index": 100,
        "end_char_index": 127,
        "cited_text": "x" * 27,
        "url": "",
        "source_url": "",
    }
    return Citation.model_validate(known | fields)


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        ((109, 111), "€9"),
        ((110, 111), "9"),
        ((100, 113), "Plan: Team; Price: €9"),
        ((114, 127), "Plan: Solo; Price: €4"),
        ((102, 118), "Team; Price: €9\nPlan: So"),
        ((106, 109), None),
        ((200, 210), None),
    ],
)
def test_a_span_is_shown_with_the_words_that_were_added_to_it(
    span: tuple[int, int], shown: str | None
) -> None:
    cited = citation(**ROWS)
    found = in_quote(cited, Span(*span))
    assert (found and found.of(cited.quote)) == shown


def test_a_citation_without_a_quote_quotes_its_text() -> None:
    cited = citation(cited_text="Twelve soldiers came.")
    assert cited.quote == "Twelve soldiers came."
    assert in_quote(cited, Span(107, 115)) == (7, 15)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"page": 2, "page_end": 2}, "p. 2"),
        ({"page": 2, "page_end": 4}, "pp. 2-4"),
        ({"sheet": "Prices", "row": 4, "file_name": "prices.csv"}, "sheet Prices, row 4"),
        ({"message_id": "<1@x.org>", "file_name": "ch1.xhtml"}, "message <1@x.org>, ch1.xhtml"),
    ],
)
def test_a_place_in_words(fields: dict[str, object], words: str) -> None:
    assert place_words(citation(**fields)) == words


def test_the_place_of_a_marked_sentence_is_its_own() -> None:
    marked = HighlightSpan(start=110, end=120, page=3)
    assert place_words(citation(page=2, page_end=4), marked) == "p. 3"


@pytest.mark.parametrize(
    ("titles", "published", "names"),
    [
        (("Notice", "Notice"), ("2023-04-01", "2023-04-02"), ["Notice 2023-04-01", "Notice 2023-04-02"]),
        (("Notice", ""), (None, None), ["Notice", "b"]),
        (("Notice", "Notice"), (None, None), ["a", "b"]),
    ],
)
def test_copies_are_named_so_that_they_are_told_apart(
    titles: tuple[str, str], published: tuple[str | None, str | None], names: list[str]
) -> None:
    copies = [
        Duplicate(
            collection="default",
            document_id=id,
            document_title=title,
            version="v",
            start_char_index=0,
            end_char_index=9,
            published=date,
        )
        for id, title, date in zip("ab", titles, published, strict=True)
    ]
    assert copy_names(copies) == copy_names([*copies, copies[0]]) == names
