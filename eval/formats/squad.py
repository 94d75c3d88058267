"""SQuAD JSON, v1.1 and v2.0: each article one document, its paragraphs parted by a blank line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eval.formats.files import text_of
from eval.questions import BadSet, EvalSet, Gold, Question
from index.documents import Document, normalise

BETWEEN = "\n\n"


def read_squad(path: Path) -> EvalSet:
    """Read a SQuAD file.  Raises `BadSet`."""
    try:
        articles = json.loads(text_of(path))["data"]
        documents, questions = [], []
        for article in articles:
            text, offsets = _text(article["paragraphs"])
            document = Document(str(article["title"]), text, str(article["title"]).replace("_", " "))
            documents.append(document)
            for paragraph, offset in zip(article["paragraphs"], offsets, strict=True):
                questions += [_question(qa, document, paragraph["context"], offset) for qa in paragraph["qas"]]
    except (KeyError, TypeError, ValueError) as error:
        raise BadSet(f"It is not SQuAD JSON: {error!r}.", field=str(path), mend="Name a SQuAD v1.1 or 2.0 file.") from error
    return EvalSet(path.name.split(".")[0], questions, documents)


def _text(paragraphs: list[dict[str, Any]]) -> tuple[str, list[int]]:
    """The article's text, and where each paragraph begins in it."""
    contexts = [normalise(paragraph["context"]) for paragraph in paragraphs]
    offsets, at = [], 0
    for context in contexts:
        offsets.append(at)
        at += len(context) + len(BETWEEN)
    return BETWEEN.join(contexts), offsets


def _question(qa: dict[str, Any], document: Document, context: str, offset: int) -> Question:
    answers = [] if qa.get("is_impossible") else qa.get("answers", [])
    gold = []
    for answer in answers:
        start = offset + len(normalise(context[: answer["answer_start"]]))
        end = start + len(normalise(answer["text"]))
        if document.text[start:end] != normalise(answer["text"]):
            raise ValueError(f"answer {answer['text']!r} of question {qa['id']} is not at answer_start")
        gold.append(Gold(document.id, start, end))
    texts = tuple(dict.fromkeys(answer["text"] for answer in answers))
    unanswerable = bool(qa.get("is_impossible"))
    return Question(str(qa["id"]), qa["question"].strip(), texts, tuple(dict.fromkeys(gold)), unanswerable)
