"""Eval sets: questions with their known answers, and the documents they are about.

Gold is kept as spans of documents, so that it stays valid when passages are cut otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.documents import Document
from index.errors import InvalidInput

#: Kinds of questions, by what would answer them.
KINDS = (
    "fact",
    "number",
    "date",
    "person",
    "yes_no",
    "definition",
    "reason",
    "how_to",
    "list",
    "comparison",
    "table_cell",
    "description",
    "keywords",
)
#: The kinds whose gold is sentences, any of which is an answer.
SENTENCE_KINDS = frozenset({"yes_no", "definition", "reason", "description"})


class Gold(NamedTuple):
    """Where an answer is: a span of a document, or the whole document if `end` is None.

    Args:
        grade: Relevance, as in qrels; 0 and less is not relevant.
        quote: The text of the span as the set gives it, to be checked; empty if the set gives none.
        item: Which item of an answer of several items it is, from 1; spans of one number are the same item at
            several places.  0 where the answer has no items.
    """

    document_id: str
    start: int = 0
    end: int | None = None
    grade: int = 1
    quote: str = ""
    item: int = 0


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
        kind: What would answer it, one of `KINDS`; empty if the set does not say.
        verdict: "yes" or "no" where that is the answer; else empty.
        where: File and line, or file and place, for error messages.
    """

    id: str
    text: str
    answers: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    unanswerable: bool = False
    claims: tuple[GoldClaim, ...] = ()
    tags: tuple[str, ...] = ()
    kind: str = ""
    verdict: str = ""
    where: str = field(default="", compare=False)

    @property
    def items(self) -> list[tuple[Gold, ...]]:
        """The items of the answer, each with the places where it stands; empty if it has none."""
        found: dict[int, list[Gold]] = {}
        for gold in self.gold:
            if gold.item:
                found.setdefault(gold.item, []).append(gold)
        return [tuple(places) for _, places in sorted(found.items())]


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
