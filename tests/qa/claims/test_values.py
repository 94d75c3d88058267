"""Values: how far their words reach, what they stand for, and when two are the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Span
from qa.claims.extent import extent
from qa.claims.values import Kind, Value, compete, same
from qa.claims.values import value_of as parsed_value_of
from qa.understand.answer_kind import AnswerKind
from qa.understand.parse import parse


def value_of(words: str, question: str, published: str) -> Value:
    """The value of words that were found for a question."""
    return parsed_value_of(parse(question), words, published)


EXTENTS: list[tuple[str, str, bool, str]] = [
    (
        "Umerov anticipates that approximately 15,000 North Korean soldiers will come.",
        "15,000",
        True,
        "approximately 15,000",
    ),
    ("They suggest that up to 12,000 North Korean troops are being sent.", "12,000", True, "up to 12,000"),
    ("Between 3 and 5 people died.", "5", True, "Between 3 and 5"),
    ("Between 3 and 5 people died.", "3", True, "Between 3 and 5"),
    ("It took 10-12 days to finish.", "10", True, "10-12 days"),
    ("It took 10-12 days to finish.", "12", True, "10-12 days"),
    ("He ruled from 1998 to 2001.", "1998", False, "from 1998 to 2001"),
    ("He ruled from 1998 to 2001.", "2001", False, "from 1998 to 2001"),
    ("It cost $3.5 million to build.", "3.5", True, "$3.5 million"),
    ("It cost around US$40bn.", "40", True, "around US$40bn"),
    ("gaining up to 9 kilometers in some areas", "9", True, "up to 9 kilometers"),
    ("About 50 percent of voters agreed.", "50", True, "About 50 percent"),
    ("an estimated 300 people", "300", True, "an estimated 300"),
    ("as many as 2,000 birds", "2,000 birds", True, "as many as 2,000 birds"),
    ("no more than three people", "three", True, "no more than three"),
    ("The lake is at -40 °C in winter.", "40", True, "-40 °C"),
    ("The tower is 1,576 metres tall.", "1,576", True, "1,576 metres"),
    ("The tower is 1,576 metres tall.", "576", True, "1,576 metres"),
    ("Well over 500 or more came.", "500", True, "Well over 500 or more"),
    ("It was built c. 1450.", "1450", False, "c. 1450"),
    ("In 1998 300 people came.", "1998", False, "1998"),
    ("In 1998 300 people came.", "300", True, "300"),
    ("Brahms, a composer,", "Brahms,", False, "Brahms"),
    ("It opened on 19 August 1948.", "19 August 1948", False, "19 August 1948"),
    ("some two and a half million people", "two and a half million", True, "some two and a half million"),
    ("twelve people and 5 dogs", "twelve", True, "twelve"),
    ("The deal of 3 to 5 billion dollars", "5 billion", True, "3 to 5 billion dollars"),
    ("Sales rose 5% to 300 units.", "300", True, "300"),
    ("Arrivals were 155,221 bags of 60 kilos", "155,221", True, "155,221"),
    ("about 6.4 mln bags", "6.4", True, "about 6.4 mln"),
    ("He is 6 ft 2 in tall.", "6", True, "6 ft 2 in"),
    ("Tens of thousands marched.", "Tens of thousands", True, "Tens of thousands"),
    ("more than a dozen", "a dozen", True, "more than a dozen"),
    ("five units of 3,000 each", "3,000", True, "3,000"),
    ("between $3 million and $5 million", "$5 million", True, "between $3 million and $5 million"),
    ("nearly two thirds of them", "two thirds", True, "nearly two thirds"),
    ("scored 3-2 in the final", "3", True, "3-2"),
    ("5 in 1998", "5", True, "5"),
    ("fell from 20 to 15", "15", True, "15"),
    ("fell from 20 to 15", "20", True, "20"),
    ("Over 500 people in 2010", "500", True, "Over 500"),
]


@pytest.mark.parametrize(("text", "found", "numeric", "widened"), EXTENTS)
def test_the_words_that_belong_to_a_value(text: str, found: str, numeric: bool, widened: str) -> None:
    start = text.index(found)
    assert extent(text, Span(0, len(text)), Span(start, start + len(found)), numeric).of(text) == widened


def test_extent_stays_in_its_sentence() -> None:
    text = "It holds up to. 300 cows. Million."
    assert extent(text, Span(16, 25), Span(16, 19), True).of(text) == "300"


PIECES = [
    "up to",
    "between",
    "3",
    "12,000",
    "and",
    "to",
    "-",
    "million",
    "km",
    "$",
    "%",
    ".",
    "cows",
    "twelve",
    "a",
    " ",
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), st.data(), st.booleans())
def test_extent_holds_the_words_found_and_lies_in_the_sentence(
    pieces: list[str], data: st.DataObject, numeric: bool
) -> None:
    text = " ".join(pieces)
    bounds = st.integers(0, len(text))
    low, start, end, high = sorted(data.draw(st.tuples(bounds, bounds, bounds, bounds)))
    widened = extent(text, Span(low, high), Span(start, end), numeric)
    assert low <= widened.start <= widened.end <= high
    inside = {n for n in range(start, end) if text[n].isalnum()}
    assert inside <= {*range(*widened)}


def test_a_number_is_a_year_only_where_one_is_asked_for() -> None:
    assert value_of("1998", "When was it built?", "").kind is Kind.DATE
    assert value_of("1998", "How many came?", "").kind is Kind.NUMBER
    assert value_of("1998", "How many people lived there when it was founded?", "").kind is Kind.NUMBER


PAIRS: list[tuple[str, str, str, bool]] = [
    ("How many came?", "12,000", "12 000", True),
    ("How many came?", "12,000", "twelve thousand", True),
    ("How many came?", "up to 12,000", "12,000", True),
    ("How many came?", "15,000 soldiers", "approximately 15,000", True),
    ("How many came?", "approximately 15,000", "up to 12,000", False),
    ("How many came?", "at least 12,000", "up to 12,000", False),
    ("How many came?", "up to 12,000", "3,000 to 12,000", False),
    ("How many came?", "between 3 and 5", "3-5", True),
    ("How many came?", "1.5", "15", False),
    ("How far is it?", "3 km", "3,000 m", True),
    ("How far is it?", "10 miles", "16 km", True),
    ("How far is it?", "10 miles", "10 km", False),
    ("How much does it cost?", "$3.5 million", "3,500,000 dollars", True),
    ("How much does it cost?", "$5 million", "€5 million", False),
    ("What percentage agreed?", "50%", "50 per cent", True),
    ("What percentage agreed?", "half", "50%", False),
    ("How tall is he?", "6 ft 2 in", "74 inches", True),
    ("When was she born?", "1948", "19 August 1948", True),
    ("When was she born?", "August 1948", "August 19, 1948", True),
    ("When was she born?", "1948", "1949", False),
    ("When was she born?", "19 August", "19 August 1948", True),
    ("When did it happen?", "the 1980s", "1980's", True),
    ("When did it happen?", "the 1980s", "1980", False),
    ("Who wrote it?", "Brahms", "Johannes Brahms", True),
    ("Who wrote it?", "Sinéad O'Connor", "Sinead O’Connor", True),
    ("Who wrote it?", "J. Brahms", "Johannes Brahms", True),
    ("Who wrote it?", "President Emmanuel Macron", "Mr. Macron", True),
    ("Who wrote it?", "Robert Carpenter", "Robert Joseph Carpenter", True),
    ("Who wrote it?", "John Smith", "Jane Smith", False),
    ("Which league is it?", "the Football League", "Football League", True),
    ("Which state is it?", "Carolina", "North Carolina", False),
    ("Which city is it?", "York", "New York", False),
    ("Which country?", "the U.S.", "US", True),
    ("Why did they leave?", "because of the rain", "the rain", True),
    ("Why did they leave?", "it was not safe", "it was safe", False),
    ("What is it made of?", "oak", "pine", False),
    ("How long did it take?", "22 months", "660 days", True),
    ("How long did it take?", "22 months", "630 to 660 days", True),
    ("How long did it take?", "22 months", "500 days", False),
    ("How long did it take?", "8 hours", "600 minutes", False),
    ("How long is it?", "640 feet", "195 metres", True),
    ("How long is it?", "22 km", "20 to 30 km", False),
    ("Who wrote it?", "Ann Lee and Bo Orr", "Bo Orr and Ann Lee", True),
    ("Which insects?", "ants and bees", "bees, wasps, and ants", True),
    ("Which insects?", "ants and bees", "ants and wasps", False),
    ("Who wrote it?", "Ann Lee", "Bo Orr", False),
]


@pytest.mark.parametrize(("question", "a", "b", "equal"), PAIRS)
def test_the_same_value(question: str, a: str, b: str, equal: bool) -> None:
    one, other = value_of(a, question, ""), value_of(b, question, "")
    assert same(one, other) is equal
    assert same(other, one) is equal


WORDS = st.one_of(
    st.sampled_from([words for _, a, b, _ in PAIRS for words in (a, b)]),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join),
    st.text(min_size=1, max_size=12),
)


@settings(max_examples=300)
@given(
    WORDS, WORDS, st.sampled_from(["How many?", "When?", "Who?", "Why?"]), st.sampled_from(["", "2024-11-05"])
)
def test_same_is_symmetric_and_reflexive(a: str, b: str, question: str, published: str) -> None:
    one, other = value_of(a, question, published), value_of(b, question, published)
    assert same(one, one)
    assert same(one, other) is same(other, one)


@pytest.mark.parametrize(
    ("question", "words", "kept"),
    [
        ("How many people live there?", ["3,559", "about 10 miles", "3,506", "Nebraska"], ["3,559", "3,506"]),
        ("When was he born?", ["19 August 1948", "Halifax, Nova Scotia", "1949"], ["19 August 1948", "1949"]),
        ("Which town is it?", ["Otley", "19 August 1948", "Ripon"], ["Otley", "Ripon"]),
        ("How far is it?", ["5 km", "3 miles", "40%"], ["5 km", "3 miles"]),
        (
            "What was the death toll?",
            ["61", "6.1-magnitude earthquake", "at least 100"],
            ["61", "at least 100"],
        ),
        ("How many were there?", ["nobody knows", "12", "14 of them"], ["nobody knows", "12", "14 of them"]),
    ],
)
def test_only_values_of_the_kind_asked_for_compete(question: str, words: list[str], kept: list[str]) -> None:
    values = [value_of(one, question, "") for one in words]
    assert [one for one, keeps in zip(words, compete(parse(question), values), strict=True) if keeps] == kept


@pytest.mark.parametrize(
    ("words", "question", "normalized"),
    [
        ("£180 per night", "What is the maximum hotel rate in London?", "180 GBP"),
        ("$9/month", "What does the Basic plan cost?", "9 USD"),
        ("12-member council", "How many members has it?", "12"),
        ("40-odd sheep", "How many?", "40"),
        ("about 7 kg", "How much does it weigh?", "≈ 7 kg"),
    ],
)
def test_what_is_asked_for_as_a_quantity_is_one(words: str, question: str, normalized: str) -> None:
    assert value_of(words, question, "").normalized == normalized


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("Is the depot open?", True),
        ("And can admins delete it?", True),
        ("Haven't they come?", True),
        ("Did they come or not?", True),
        ("Is it red or blue?", False),
        ("Who is there?", False),
        ("May sales", True),
        ("Island of Wight", False),
        ("", False),
    ],
)
def test_questions_that_yes_or_no_would_answer(question: str, whether: bool) -> None:
    assert parse(question).asks(AnswerKind.YES_NO) is whether
