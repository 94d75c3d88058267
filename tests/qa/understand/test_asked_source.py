"""Whose statement a question asks for."""

from __future__ import annotations

import pytest

from qa.understand.parse import parse


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("How many boats left according to the coast guard?", "the coast guard"),
        ("According to Norway, how many boats left?", "Norway"),
        ("how many boats left according to norway", "norway"),
        ("What did Eva Strand say about the port?", "Eva Strand"),
        ("How many boats does Strand expect?", "Strand"),
        ("What is the auditors' estimate of the cost?", "the auditors"),
        ("What was Norlin's latest figure for the cost?", "Norlin"),
    ],
)
def test_a_named_source_is_found(question: str, source: str) -> None:
    assert parse(question).source == source


@pytest.mark.parametrize(
    "question",
    [
        "How many boats left?",
        "How many boats left according to the article?",
        "What does the handbook say about leave?",
        "What did you say?",
        "What do some people think of the port?",
        "According to legend, who built the port?",
        "In which year did the territory form a new state?",
        "How many pupils does North Carolina State University enrol?",
    ],
)
def test_documents_and_nobody_in_particular_are_no_source(question: str) -> None:
    assert parse(question).source == ""
