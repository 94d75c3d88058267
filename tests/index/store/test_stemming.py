"""Terms: stems of every language, pairs of characters where no spaces are, codes whole and in parts."""

from __future__ import annotations

import threading
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store.stemming import MOST_REMEMBERED, TermAnalyzer

analyzer = TermAnalyzer()


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "The cafés shelled", "the cafe shelling"),
        ("de", "Kündigungen der Häuser", "Kuendigung des Hauses"),
        ("fr", "contrats réglés", "contrat réglée"),
        ("fr", "résiliation", "resiliation"),
        ("es", "facturación", "facturacion"),
        ("sv", "möten", "möte"),
        ("tr", "IŞIKLAR", "ışıklar"),
        ("pl", "umowy", "umowa"),
        ("ru", "договоры ёлка", "договоров елка"),
        ("el", "συνάντηση", "συναντηση"),
        ("ar", "الفَاتُورَة", "فاتورة"),
        ("ar", "إلى ٢٠٢٤", "الى 2024"),
        ("fa", "کتاب‌ها", "كتاب"),
        ("he", "שָׁלוֹם", "שלום"),
        ("he", 'צה"ל', "צה״ל"),
        ("hi", "दिनों", "दिन"),
        ("ja", "ﾃﾚﾋﾞ１０", "テレビ10"),
        ("", "ﬁle", "file"),
        ("", "договоры", "договоров"),
        ("ja", "meetings", "meeting"),
    ],
)
def test_forms_of_a_word_are_one_term(language: str, one: str, other: str) -> None:
    terms = [term for term in analyzer.query_terms(one, language) if term not in ("des", "der", "the")]
    assert terms == [
        term for term in analyzer.query_terms(other, language) if term not in ("des", "der", "the")
    ]
    assert terms


def test_a_letter_of_its_own_is_not_an_accent() -> None:
    assert analyzer.terms("が", "ja") != analyzer.terms("か", "ja")
    assert analyzer.terms("मैं", "hi") != analyzer.terms("में", "hi")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("会議", ["会", "議", "会議"]),
        ("行く", ["行", "行く"]),
        ("です", ["です"]),
        ("駅", ["駅"]),
        ("11月", ["11", "月"]),
        ("서울은", ["서울", "울은"]),
        ("ที่", ["ที่"]),
        ("ขึ้นนี้", ["ขึ้น", "นนี้"]),
        ("ខ្មែរ", ["ខ្មែរ"]),
    ],
)
def test_scripts_without_spaces_give_pairs(text: str, terms: list[str]) -> None:
    assert analyzer.terms(text) == [unicodedata.normalize("NFC", term) for term in terms]


@pytest.mark.parametrize(
    ("code", "parts", "whole"),
    [
        ("NOR.0707-60", ["nor", "0707", "60"], "nor0707-60"),
        ("ISO-9001:2015", ["iso", "9001", "2015"], "iso9001-2015"),
        ("v2.3.1", ["v2", "3", "1"], "v2-3-1"),
        ("AB12-X", ["ab12", "x"], "ab12x"),
        ("COVID-19", ["covid", "19"], "covid19"),
        ("2026-12-15", ["2026", "12", "15"], "2026-12-15"),
    ],
)
def test_a_code_is_a_term_and_its_parts_are(code: str, parts: list[str], whole: str) -> None:
    for terms in (analyzer.terms(code), analyzer.query_terms(code)):
        assert {*parts, whole} <= {*terms}


def test_one_code_is_written_with_and_without_a_hyphen() -> None:
    assert "covid19" in analyzer.terms("COVID19")
    assert {"iso", "9001"} <= {*analyzer.terms("ISO9001")}
    assert analyzer.terms("ISO-9001:2015")[-1] == analyzer.terms("ISO9001:2015")[-1]


@pytest.mark.parametrize(
    "text", ["well-known and/or end.Next", "https://example.com/a1/b2/c3/d4/e5/f6/g7", "-1. 2-"]
)
def test_other_runs_give_only_their_parts(text: str) -> None:
    assert all(term.isalnum() for term in analyzer.terms(text))
    assert not [term for term in analyzer.terms(text) if len(term) > 8]


def test_function_words_are_those_of_the_language() -> None:
    assert analyzer.query_terms("Wann ist die Heizung aus?", "de") == ["wann", "heizung"] or (
        analyzer.query_terms("Wann ist die Heizung aus?", "de")[-1] == "heizung"
    )
    assert analyzer.query_terms("Did he die?") == ["die"]
    assert analyzer.query_terms("Что это было не так?") == analyzer.query_terms("Что это было не так?", "ru")


@given(st.text(max_size=60), st.sampled_from(["", "en", "de", "fr", "ja", "ar", "he", "tr", "xx"]))
def test_terms_have_no_spaces_and_depend_on_the_text_alone(text: str, language: str) -> None:
    terms = analyzer.terms(text, language)
    assert all(term and not any(map(str.isspace, term)) for term in terms)
    assert terms == TermAnalyzer().terms(text, language)
    assert {*analyzer.query_terms(text, language)} <= {*terms}


def test_many_threads_and_more_runs_than_are_remembered_change_nothing() -> None:
    shared = TermAnalyzer()
    text = " ".join(f"Wörter{n} running" for n in range(MOST_REMEMBERED + 10))
    expected = shared.terms(text, "de")
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(shared.terms(text, "de"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4
