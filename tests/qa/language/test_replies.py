"""Sentences that say yes or no with their first word."""

from __future__ import annotations

import pytest

from qa.language.replies import reply


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("No. Dogs stay outside.", (False, "Dogs stay outside.")),
        ("**No**, we do not.", (False, "we do not.")),
        ("Yes!", (True, "")),
        ("yes, until ten", (True, "until ten")),
        ("No 5 is closed.", None),
        ("No. 5 is closed.", None),
        ("No dogs.", None),
        ("Nobody comes.", None),
    ],
)
def test_replies(sentence: str, expected: tuple[bool, str] | None) -> None:
    found = reply(sentence)
    assert (found and (found.yes, sentence[found.end :])) == expected
