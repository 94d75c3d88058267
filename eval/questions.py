"""Eval sets: questions with their known answers, and the documents they are about.

Gold is kept as spans of documents, so that it stays valid when passages are cut otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.documents import Document
from index.errors import InvalidInput


class Gold(NamedTuple):
    """Where an answer is: a span of a document, or the whole document if `end` is None.

    Args:
        grade: Relevance, as in qrels; 0 and less is not relevant.
        quote: The text of the span as the set gives it, to be checked; empty if the set gives none.
    """

    document_id: str
    start: int = 0
    end: int | None = None
    grade: int = 1
    quote: str = ""


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """One of several values that the documents give for a question, and who gives it."""

    value: str
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set.

    Args:
        answers: Accepted answers; empty if the documents have none.
        gold: Where the answers are.
        unanswerable: Whether the documents do not answer the question.
        claims: Competing values that a good response shows.
        tags: Groups of questions that are also measured separately.
        where: File and line, or file and place, for error messages.
    """

    id: str
    text: str
    answers: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    unanswerable: bool = False
    claims: tuple[GoldClaim, ...] = ()
    tags: tuple[str, ...] = ()
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class EvalSet:
    """Questions and, if the set contains them, documents."""

    name: str
    questions: Sequence[Question]
    documents: Sequence[Document] = ()


class BadSet(InvalidInput):
    """An eval set that cannot be used; the field names file and line."""

    title = "The eval set is not valid"
    kind = "bad-set"
