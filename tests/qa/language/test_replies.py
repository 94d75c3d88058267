"""Sentences that say yes or no with their first word."""

from __future__ import annotations

import pytest

from qa.language.replies import replies


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("No. Dogs stay outside.", False),
        ("**No**, we do not.", False),
        ("Yes!", True),
        ("yes, until ten", True),
        ("No 5 is closed.", None),
        ("No. 5 is closed.", None),
        ("No dogs.", None),
        ("Nobody comes.", None),
    ],
)
def test_replies(sentence: str, says: bool | None) -> None:
    assert replies(sentence) is says
