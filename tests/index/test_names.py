"""What can name a collection, a source or a label: the pattern that the API states is the rule that holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.names import LABEL_PATTERN, PATTERN, is_label, is_name, is_segment


@pytest.mark.parametrize(
    "name", ["a", " a ", "Ünï 日本", "😀", "a.b", "x" * 100, "❤\ufe0f", "x\U000e0100", "\ufffd"]
)
def test_what_is_a_name(name: str) -> None:
    assert is_name(name)
    assert is_segment(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a/b",
        "a\n",
        "\0",
        "a\u202eb",
        "a\u200bb",
        "\u2028",
        "\u3000",
        "a\xa0b",
        "\ud800",
        "x" * 101,
        "\xad",
    ],
)
def test_what_is_no_name(name: str) -> None:
    assert not is_name(name)
    assert not is_segment(name)


def test_a_step_of_a_path_is_no_segment() -> None:
    assert (is_name("."), is_segment("."), is_segment(".."), is_segment("...")) == (True, False, False, True)


@given(st.from_regex(PATTERN, fullmatch=True))
def test_what_fits_the_pattern_can_be_seen(name: str) -> None:
    assert is_name(name[:100].rstrip() or "a") == is_name(name[:100])
    assert not any(character.isspace() and character != " " for character in name)


@given(st.from_regex(LABEL_PATTERN, fullmatch=True))
def test_a_label_may_have_slashes(label: str) -> None:
    assert is_label(label)
    assert is_label(f"{label}/a")


@given(st.characters())
def test_what_is_refused_is_not_printable(character: str) -> None:
    assert is_label(f"a{character}") or not character.isprintable()
