"""Texts of the benchmark: real passages first, and it is said how many are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.texts import WORDS, read_lines, read_texts, write_lines


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    """A set with 250 words in one document, and a question."""
    context = " ".join(f"word{number}" for number in range(250))
    asked = {"id": "q", "question": "Which word?", "answers": [{"text": "word7", "answer_start": 42}]}
    article = {"title": "Words", "paragraphs": [{"context": context, "qas": [asked]}]}
    path = tmp_path / "words.json"
    path.write_text(json.dumps({"data": [article]}), encoding="utf-8")
    return path


def test_passages_are_real_while_there_are_some(squad: Path) -> None:
    found = read_texts([squad], 5)
    assert found.real == 2
    assert [one.text.split()[0] for one in found.passages[:2]] == ["word0", "word100"]
    assert all(len(one.text.split()) == WORDS for one in found.passages)
    assert len({one.id for one in found.passages}) == 5
    assert "2 passages" in found.note
    assert "3 more join" in found.note
    assert found.questions == ["Which word?"]


def test_nothing_is_made_up_where_real_text_suffices(squad: Path) -> None:
    assert "more" not in read_texts([squad], 2).note


def test_a_corpus_adds_passages(squad: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(json.dumps({"_id": "1", "title": "More", "text": "again " * 120}), encoding="utf-8")
    assert read_texts([squad, corpus], 3).real == 3


def test_lines_keep_documents(squad: Path, tmp_path: Path) -> None:
    passages = read_texts([squad], 3).passages
    write_lines(passages, tmp_path / "lines.jsonl")
    assert read_lines(tmp_path / "lines.jsonl") == passages
