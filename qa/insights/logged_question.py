"""A question as it is logged, made from its response."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from index.language.words import runs
from index.store.catalog import now
from qa.schemas import Answer, AskResponse

#: An answer is logged up to this many characters: enough to recognise it.
MOST_ANSWER_CHARACTERS = 1000


class Asking(NamedTuple):
    """Who asked, and how.

    Args:
        question: As it was asked.
        via: The way: `ask`, `chat`, `openai` or `mcp`.
        key: The id of the key; empty where none is needed.
        key_name: Its name.
    """

    question: str
    via: str
    key: str = ""
    key_name: str = ""


class CitedVersion(NamedTuple):
    """A version of a document that an answer quotes."""

    collection: str
    document_id: str
    version: str


class LoggedQuestion(NamedTuple):
    """A question that was answered, or was not.

    Args:
        id: Made up.
        asked: When; ISO 8601, UTC.
        asking: Who asked, and how.
        collections: Those that were searched.
        standalone: The question as it was searched.
        level: `answered`, `unsure` or `nothing`.
        answer: What was shown, the closest quote too; None where nothing was.
        probability: The calibrated one of what was shown; None where nothing was.
        milliseconds: What the answer took.
        cited: What the answer quotes.
    """

    id: str
    asked: str
    asking: Asking
    collections: tuple[str, ...]
    standalone: str
    level: str
    answer: str | None
    probability: float | None
    milliseconds: float
    cited: tuple[CitedVersion, ...]

    @classmethod
    def of(cls, asking: Asking, response: AskResponse) -> LoggedQuestion:
        """What is logged of a response."""
        shown = response.answer or response.closest
        return cls(
            id=uuid.uuid4().hex,
            asked=now(),
            asking=asking,
            collections=tuple(one.collection for one in response.index.collections),
            standalone=response.question,
            level=response.level.value,
            answer=shown.text[:MOST_ANSWER_CHARACTERS] if shown else None,
            probability=shown.probability if shown else None,
            milliseconds=response.timings_ms.get("total", 0.0),
            cited=_cited(shown) if shown else (),
        )


def same_words(question: str) -> str:
    """What questions with the same words have in common: no case, no marks."""
    return " ".join(runs(question.casefold())) or " ".join(question.split())


def _cited(shown: Answer) -> tuple[CitedVersion, ...]:
    citations = [*shown.citations, *(one for item in shown.items for one in item.citations)]
    if shown.sentence:
        citations.append(shown.sentence)
    return tuple({CitedVersion(one.collection, one.document_id, one.version) for one in citations})
