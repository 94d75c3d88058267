"""Questions for the documents that mention something."""

from __future__ import annotations

import pytest

from qa.understand.asked_mentions import asked_mentions


@pytest.mark.parametrize(
    ("question", "mentioned"),
    [
        ("Which letters mention the well?", "the well"),
        ("In which site reports are cracks described?", "cracks"),
        ("What did every meeting say about fees?", "fees"),
        ("list all notes that talk about frost", "frost"),
        ("Where is the lock mentioned?", "the lock"),
        ("Which plan covers frost?", ""),
        ("What does the lease say about fees?", ""),
        ("Which documents do I need?", ""),
    ],
)
def test_what_is_mentioned(question: str, mentioned: str) -> None:
    assert asked_mentions(question) == mentioned
