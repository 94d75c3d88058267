"""Eval sets: questions with what is known of their answers, and the documents they are about.

Gold is kept as spans of documents, so that it survives another way of cutting passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.documents import Document
from index.errors import InvalidInput


class Gold(NamedTuple):
    """Where an answer stands: a span of a document's version, or the whole document where `end` is None.

    Args:
        grade: How relevant it is, as in qrels.
        quote: What the span holds by the set's own word, to be checked; empty where the set does not say.
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
        answers: Accepted answers; none where the documents have none.
        gold: Where they stand.
        unanswerable: The documents do not answer it.
        claims: Competing values that a good response shows.
        tags: Groups that are measured apart.
        where: File and line, or file and place, for messages.
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
    """Questions and, where the set brings them, documents."""

    name: str
    questions: Sequence[Question]
    documents: Sequence[Document] = ()


class BadSet(InvalidInput):
    """An eval set that cannot be used: the field names file and line."""

    title = "The eval set is not valid"
    kind = "bad-set"
