"""What a sentence says that its sources do not: numbers, dates, names, quotations."""

from __future__ import annotations

import pytest

from qa.support.stated_facts import SourceFacts

TEXT = (
    "Dr. Ilse Korn opened the weir at Aldbruck on 19 August 1948. It cost 5,177 crowns, and 3 km of pipe "
    'were laid. The Aldbruck Water Board paid between $5 million and $6 million. "Never again," she wrote. '
    "The U.S. envoy took sample B12 along."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Korn opened it on August 19, 1948.",
        "It was opened in August 1948.",
        "The weir cost 5177 crowns.",
        "The pipe is 3,000 m long.",
        "The AWB paid $5m to $6m.",
        "One of the U.S. envoys took B12.",
        'She wrote "never again".',
        "Weirs cost a lot.",
        "Opening the Aldbruck weir fell to Korn.",
    ],
)
def test_what_the_source_says_in_another_way_is_stated(sentence: str) -> None:
    assert SourceFacts([TEXT]).unstated(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "unstated"),
    [
        ("Korn opened it on August 20, 1948.", ["August 20, 1948"]),
        ("It was opened in April.", ["April"]),
        ("Opening the Kelmont weir fell to Korn.", ["Kelmont"]),
        ("The weir cost 5178 crowns.", ["5178"]),
        ("The pipe is 3 miles long.", ["3 miles"]),
        ("It was paid by the Board of Kelmont.", ["Board of Kelmont"]),
        ("Otto Korn opened it.", ["Otto Korn"]),
        ("The envoy of the UN took B13.", ["B13", "UN"]),
        ('She wrote "always again".', ["always again"]),
    ],
)
def test_what_the_source_does_not_say_is_found(sentence: str, unstated: list[str]) -> None:
    assert SourceFacts([TEXT]).unstated(sentence) == unstated


def test_titles_of_sources_count_as_texts_of_their_own() -> None:
    facts = SourceFacts(["Report of the Harbour Office", TEXT])
    assert facts.unstated("The Harbour Office reported it.") == []
    assert facts.unstated("The Office Dr Ilse reported it.") == ["Office Dr Ilse"]


def test_a_figure_that_was_converted_and_rounded_is_not_stated() -> None:
    facts = SourceFacts(["The wall is 50 cm thick and 0.5 to 1.4 m high."])
    assert facts.unstated("The wall is 0.5 m thick.") == []
    assert facts.unstated("The wall is 20 inches thick.") == ["20 inches"]
    assert facts.unstated("The wall is 50 to 240 cm high.") == ["50 to 240 cm"]
