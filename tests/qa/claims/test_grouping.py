"""Grouping: spans of passages become distinct values, each with its speaker and its places."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Span, normalise
from index.store.catalog.passages import StoredPassage
from qa.claims.found_value import FoundValue
from qa.claims.grouping import FoundClaim, group_values
from qa.read.found_spans import FoundSpan
from qa.schemas import Stance
from qa.understand.parse import parse
from tests.support.passages import of_text, read_evidence
from tests.support.project import SEED

HOW_MANY = "How many North Korean troops were reported?"


def found(passage: StoredPassage, words: str, margin: float = 0.5) -> FoundSpan:
    """The first place of `words`."""
    start = passage.span.start + passage.text.index(words)
    evidence = read_evidence(passage.id, 1.0, passage=passage)
    return FoundSpan(evidence, Span(start, start + len(words)), margin, margin)


def gather(question: str, spans: Sequence[FoundSpan]) -> list[FoundClaim]:
    """The distinct values."""
    parsed = parse(question)
    return group_values(parsed, [FoundValue(parsed, span) for span in spans])


def quotes(claim: FoundClaim) -> list[str]:
    return [passage.slice(span) for passage, span in claim.support]


def test_two_speakers_in_one_article() -> None:
    text = normalise(SEED.read_text(encoding="utf-8"))
    held = of_text(text, published="2024-11-05")
    more, fewer = gather(HOW_MANY, [found(held, "12,000", 0.8), found(held, "15,000", 0.9)])
    assert (more.value, more.normalized, more.stance) == ("approximately 15,000", "≈ 15000", Stance.EXPECTED)
    assert more.said_by == "Ukraine's Defense Minister, Rustem Umerov"
    assert (fewer.value, fewer.normalized, fewer.stance) == ("up to 12,000", "≤ 12000", Stance.ESTIMATED)
    assert (fewer.said_by or "").startswith("U.S. and South Korean intelligence")
    assert (more.published, more.margin, fewer.margin) == ("2024-11-05", 0.9, 0.8)


def test_equal_values_are_one_with_all_their_places() -> None:
    one = of_text("The toll is 12,000.", id=1)
    two = of_text("Officials said twelve thousand died.", id=2)
    (claim,) = gather("How many died?", [found(two, "twelve thousand", 0.4), found(one, "12,000", 0.7)])
    assert quotes(claim) == ["12,000", "twelve thousand"]
    assert (claim.value, claim.margin) == ("12,000", 0.7)
    assert claim.said_by == "Officials", "the best place names nobody"


def test_the_best_places_speaker_is_kept() -> None:
    one = of_text("Police said 40 died.", id=1)
    two = of_text("Officials said 40 died.", id=2)
    (claim,) = gather("How many died?", [found(one, "40", 0.7), found(two, "40", 0.6)])
    assert claim.said_by == "Police"


def test_spans_are_of_the_version() -> None:
    held = of_text("It holds up to 300 cows.", offset=1000)
    (claim,) = gather("How many cows does it hold?", [found(held, "300")])
    assert claim.support == ((held, Span(1009, 1018)),)
    assert quotes(claim) == ["up to 300"]


def test_a_value_within_another_at_one_place_is_the_same() -> None:
    held = of_text("The winners were Clara Schumann and Johannes Brahms.")
    (claim,) = gather(
        "Who won?",
        [found(held, "Clara Schumann", 0.9), found(held, "Clara Schumann and Johannes Brahms", 0.5)],
    )
    assert claim.value == "Clara Schumann"
    assert quotes(claim) == ["Clara Schumann"]


def test_both_ends_of_a_range_are_one_value() -> None:
    held = of_text("Between 3 and 5 people died.")
    (claim,) = gather("How many died?", [found(held, "5", 0.9), found(held, "3", 0.8)])
    assert (claim.value, claim.normalized) == ("Between 3 and 5", "3–5")
    assert quotes(claim) == ["Between 3 and 5"]


def test_less_precise_dates_and_shorter_names_support_the_fuller() -> None:
    one = of_text("Anna Weber was born on 19 August 1948.", id=1)
    two = of_text("Weber, born in 1948, paints.", id=2)
    three = of_text("Weber was born in 1950.", id=3)
    born = gather(
        "When was she born?",
        [found(one, "19 August 1948", 0.9), found(two, "1948"), found(three, "1950", 0.4)],
    )
    assert [(claim.normalized, len(claim.support)) for claim in born] == [("1948-08-19", 2), ("1950", 1)]
    (who,) = gather("Who paints?", [found(one, "Anna Weber", 0.9), found(two, "Weber", 0.8)])
    assert (who.value, who.normalized, quotes(who)) == ("Anna Weber", "anna weber", ["Anna Weber", "Weber"])


def test_different_values_are_apart_and_ordered() -> None:
    one = of_text("The parish was founded in 1856.", id=1)
    two = of_text("The parish was founded in 1900.", id=2)
    claims = gather("When was the parish founded?", [found(two, "1900", 0.3), found(one, "1856", 0.6)])
    assert [claim.value for claim in claims] == ["1856", "1900"]


def test_a_span_across_sentences_and_one_without_any_word() -> None:
    held = of_text("He ran. She walked. !!")
    claims = gather("What did they do?", [found(held, "ran. She", 0.6), found(held, "!!", 0.2)])
    assert [claim.value for claim in claims] == ["ran. She", "!!"]


def test_nothing_gathers_to_nothing() -> None:
    assert gather(HOW_MANY, []) == []


def test_of_one_speakers_values_in_a_sentence_only_the_best_counts() -> None:
    text = "Umerov expects 15,000 soldiers in five units of 3,000 each. Seoul said that 12,000 are coming."
    held = of_text(text)
    three = [found(held, words, p) for words, p in (("15,000", 0.5), ("3,000", 0.4), ("12,000", 0.3))]
    assert [claim.value for claim in gather("How many soldiers?", three)] == ["15,000", "12,000"]


def test_the_answers_value_stays_whatever_else_is_likelier() -> None:
    """Of another kind than the likeliest value, or beside a likelier one in its sentence."""
    one, two = of_text("-0", id=1), of_text("The export now keeps time zones.", id=2)
    (claim,) = gather("0", [found(one, "0", 0.1), found(two, "The export now keeps time zones", 0.2)])
    assert (claim.value, claim.is_answer) == ("-0", True)
    held = of_text("Officials said that 5 died and 3 were hurt.")
    claims = gather("How many died?", [found(held, "5", 0.4), found(held, "3", 0.9)])
    assert [(claim.value, claim.is_answer) for claim in claims] == [("3", False), ("5", True)]
