"""Versions and their names, and the dates documents carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import instants, parse_published
from index.documents import Span, normalise, normalise_with_offsets, version_name
from index.errors import InvalidInput


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert "\r" not in once


def test_normal_form_is_nfc_with_newlines_and_no_mark() -> None:
    assert normalise("\ufeffe\u0301\r\nb\rc") == "é\nb\nc"


@given(st.text("ae\u0301\u0327\u1100\u1161\u11a8\u0915\u093c=\u0338\r\n \ufeffb"), st.data())
def test_offsets_follow_their_text_into_the_normal_form(text: str, data: st.DataObject) -> None:
    offsets = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    found, moved = normalise_with_offsets(text, offsets)
    assert found == normalise(text)
    assert moved == sorted(moved)
    assert all(0 <= offset <= len(found) for offset in moved)
    starts = [at for at in range(len(text) + 1) if text[:at].endswith("\n")]
    assert normalise_with_offsets(text, starts)[1] == [len(normalise(text[:at])) for at in starts]


def test_an_offset_moves_past_what_may_join_the_character_before() -> None:
    assert normalise_with_offsets("\ufeffe\u0301\r\nb", [0, 2, 4, 5]) == ("é\nb", [0, 1, 2, 2])


def test_a_span_counts_code_points() -> None:
    assert Span(1, 3).of("😀é😀b") == "é😀"


def test_a_version_is_named_by_its_text() -> None:
    assert version_name("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


@pytest.mark.parametrize(
    ("value", "canonical", "start", "seconds"),
    [
        ("1970-01-02", "1970-01-02", 86_400, 86_400),
        ("1969-12-31", "1969-12-31", -86_400, 86_400),
        ("1970-01-01T01:00:00+01:00", "1970-01-01T00:00:00Z", 0, 1),
        ("1970-01-01 00:01", "1970-01-01T00:01:00Z", 60, 1),
        ("2024-11-05T09:30:00.5Z", "2024-11-05T09:30:00Z", 1_730_799_000, 1),
        ("9999-12-31", "9999-12-31", 253_402_214_400, 86_400),
    ],
)
def test_a_date_covers_its_day_and_a_time_its_second(
    value: str, canonical: str, start: int, seconds: int
) -> None:
    assert parse_published(value) == canonical
    assert parse_published(canonical) == canonical
    assert instants(value) == (start, start + seconds)
    assert instants(canonical) == instants(value)


@pytest.mark.parametrize("value", ["yesterday", "2024-02-30", "2024-11-05T25:00", "0001-01-01T00:00+14:00"])
def test_what_is_no_date_is_refused_by_name(value: str) -> None:
    with pytest.raises(InvalidInput, match="ISO 8601") as caught:
        parse_published(value, "x.meta.json: published")
    assert caught.value.field == "x.meta.json: published"
    assert "2024-11-05" in caught.value.hint


def test_no_date_is_no_error() -> None:
    assert parse_published(" ") == ""
