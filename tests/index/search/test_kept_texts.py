"""Texts are read once; what is kept stays bounded."""

from __future__ import annotations

from index.search.kept_texts import BESIDE, MOST, KeptTexts


def test_a_text_is_read_once() -> None:
    kept, reads = KeptTexts(), []

    def read(text: str) -> str:
        reads.append(text)
        return text

    for _ in range(2):
        assert kept.get("a", "1", lambda: read("text")) == "text"
    assert reads == ["text"]
    assert kept.get("a", "2", lambda: read("another version")) == "another version"
    kept.keep("b", "1", "kept before it is asked for")
    assert kept.get("b", "1", lambda: read("again")) == "kept before it is asked for"


def test_the_text_that_was_used_longest_ago_goes_first() -> None:
    kept, half = KeptTexts(), "h" * (MOST // 2 - BESIDE)
    for document in ("a", "b", "a", "c"):
        kept.get(document, "1", lambda: half)
    assert kept.get("a", "1", lambda: "read again") is half
    assert kept.get("b", "1", lambda: "read again") == "read again"


def test_a_text_above_the_bound_is_not_kept() -> None:
    kept = KeptTexts()
    kept.get("a", "1", lambda: "x" * MOST)
    assert kept.get("a", "1", lambda: "read again") == "read again"


def test_many_short_texts_stay_bounded() -> None:
    kept, most = KeptTexts(), MOST // (BESIDE + 1)
    for number in range(most + 1):
        kept.keep(str(number), "1", "x")
    assert kept.get("0", "1", lambda: "read again") == "read again"
    assert kept.get(str(most), "1", lambda: "read again") == "x"
