"""How well a word fits a question is said by the passages that the asker sees."""

from __future__ import annotations

from pathlib import Path

from index.access import audience_of
from index.documents import Document
from qa.retrieve.spelling.corrected_question import Fits
from qa.understand.question_words import question_words
from tests.support.two_documents import open_index

QUESTION = "Who pays the stoker of the zirkonum kiln?"


def test_a_hidden_passage_says_nothing_of_a_word(tmp_path: Path) -> None:
    index, ingester = open_index(tmp_path)
    hidden = Document("kiln", "The yard pays the stoker of the zirkonium kiln.", access=("group:yard",))
    ingester.add("default", [hidden, Document("open", "The stoker of the old kiln has the day off.")])
    unknown = [word for word in question_words(QUESTION) if word.text == "zirkonum"]

    def fit(*labels: str) -> float:
        seen = index.seen_by(audience_of(labels)).snapshot("default")
        return Fits(QUESTION, unknown, seen.lexical, seen.bm25).of("zirkonium")

    assert fit("group:yard") == 1.0
    assert fit() == 0.0
