"""The marks of list entries."""

from __future__ import annotations

import pytest

from index.documents import Span
from qa.compose.list_blocks import unmarked


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("2. Press the button.", "Press the button."),
        ("- Press the button.", "Press the button."),
        ("A. Lie pressed it.", "A. Lie pressed it."),
        ("1.5 bars are enough.", "1.5 bars are enough."),
        ("3.", "3."),
    ],
)
def test_a_sentence_out_of_its_list_has_no_mark(words: str, kept: str) -> None:
    text = f"So: {words}"
    assert unmarked(text, Span(4, len(text))).of(text) == kept
