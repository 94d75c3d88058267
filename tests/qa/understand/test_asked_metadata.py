"""Which questions ask for the title, the author or a date of a document."""

from __future__ import annotations

import pytest

from qa.understand.asked_metadata import AskedMetadata, MetadataField, asked_metadata

AUTHOR, TITLE = MetadataField.AUTHOR, MetadataField.TITLE
PUBLISHED, MODIFIED = MetadataField.PUBLISHED, MetadataField.MODIFIED


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("When was the article published?", AskedMetadata(PUBLISHED, "article", "the")),
        ("Who wrote it?", AskedMetadata(AUTHOR)),
        ("What is the title of this document?", AskedMetadata(TITLE, "document", "this")),
        ("When was the staff handbook last changed?", AskedMetadata(MODIFIED, "handbook", "the staff")),
        ("Who is the author of the note on bees?", AskedMetadata(AUTHOR, "note", "the on bees")),
        ("What is the report's publication date?", AskedMetadata(PUBLISHED, "report")),
        ("When did the guide last change?", AskedMetadata(MODIFIED, "guide", "the")),
        ("What is the paper called?", AskedMetadata(TITLE, "paper", "the")),
    ],
)
def test_questions_on_a_document(question: str, asked: AskedMetadata) -> None:
    assert asked_metadata(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "When was the bridge opened?",
        "Who wrote Hamlet?",
        "When was the law changed?",
        "What is the title of the king?",
        "Who reported the loss of the letter?",
        "When was the company that owns the paper founded?",
        "How long is the article?",
    ],
)
def test_other_questions(question: str) -> None:
    assert asked_metadata(question) is None
