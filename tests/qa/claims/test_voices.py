"""Copies speak with one voice."""

from __future__ import annotations

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from index.store.signatures import signature, sketch
from index.store.stemming import TermAnalyzer
from index.store.term_ids import term_ids
from qa.claims.found_value import FoundValue
from qa.claims.selection import select_claims
from qa.claims.voices import LEAST_WORDS, voices
from qa.read.found_spans import FoundSpan
from qa.understand.parse import parse
from tests.support.passages import read_evidence, stored

LONG = "In the year of the great flood there were ten cows left on the farm"
SHORT = "There were ten cows"


def passage(id: int, text: str, document: str = "") -> StoredPassage:
    made = stored([text.split()], id=id, document_id=document or f"d{id}")
    words = text.split() + ["shared"] * 5
    return made._replace(version_signature=signature([document or str(id)], sketch(term_ids(words))))


def heard(*passages: StoredPassage) -> list[str]:
    found = voices((one, Span(0, 5)) for one in passages)
    return [found[one.document_key][2] for one in passages]


def test_documents_are_voices() -> None:
    assert heard(passage(1, SHORT), passage(2, SHORT), passage(3, "Ten cows")) == ["d1", "d2", "d3"]


def test_copies_of_a_document_are_one() -> None:
    copy = passage(2, SHORT)._replace(version_signature=passage(1, SHORT).version_signature)
    assert heard(passage(1, SHORT), copy, passage(3, SHORT)) == ["d1", "d1", "d3"]


def test_a_long_sentence_that_stands_in_both_was_copied() -> None:
    assert len(LONG.split()) >= LEAST_WORDS
    assert heard(passage(1, LONG), passage(2, LONG.lower()), passage(3, SHORT)) == ["d1", "d1", "d3"]


def test_a_copied_text_makes_a_claim_no_stronger() -> None:
    question = parse("How many cows were there?")

    def strength(*passages: StoredPassage) -> float:
        spans = []
        for one in passages:
            start = one.text.index("ten")
            evidence = read_evidence(one.id, 1.0, passage=one)
            spans.append(FoundSpan(evidence, Span(start, start + 3), 3.0, 3.0))
        (claim,) = select_claims(question, TermAnalyzer(), [FoundValue(question, span) for span in spans])
        return claim.strength

    alone = strength(passage(1, LONG))
    assert strength(passage(1, LONG), passage(2, LONG)) == alone
    assert strength(passage(1, LONG), passage(2, "Ten cows, or rather ten cows were there")) > alone
