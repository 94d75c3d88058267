"""A composed answer: a form, and the spans of passages that it consists of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.documents import Span
from index.store.catalog.passages import StoredPassage
from qa.claims.found_value import FoundValue
from qa.read.read_evidence import ReadEvidence
from qa.read.table_questions.found_tables import FoundTable
from qa.retrieve.evidence import Evidence
from qa.retrieve.searched import Searched
from qa.schemas import AnswerForm, Verdict
from qa.understand.parsed_question import ParsedQuestion


class Findings(NamedTuple):
    """All that is known of a question when its answer is composed.

    Args:
        question: Parsed.
        searched: Gives the texts, blocks and places of documents.
        read: The passages that were read, best first.
        values: The values that the reader found in them, best first.
        tables: Those that were read, with what they answer.
        mentioning: The evidence for all passages, best first, where documents are asked for that mention
            something.
    """

    question: ParsedQuestion
    searched: Searched
    read: Sequence[ReadEvidence]
    values: Sequence[FoundValue]
    tables: Sequence[FoundTable] = ()
    mentioning: Sequence[Evidence] = ()


class Part(NamedTuple):
    """A piece of an answer that is cited.

    Args:
        passage: A passage of the document; the span need not be inside it, but in its version.
        span: Of the version's text.
        label: What it belongs to: the column or row of a cell, the side of a comparison, one of two
            questions, the document.
    """

    passage: StoredPassage
    span: Span
    label: str | None = None

    @property
    def text(self) -> str:
        """The words of the document, of a span inside the passage."""
        return self.passage.slice(self.span)


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer before it is cited.

    Args:
        form: What it consists of.
        parts: At least one, in the order in which they are shown.
        value: The short form where there is one: words of a document, or a string that was computed.
        verdict: Where yes or no is asked for and the parts decide it.
        also: Other places that say the same as the first part.
        lead: The line that leads to a list, steps or a block, shown above them.
        strength: How sure the composer is of it, as log odds; 0 from one that has no opinion.  A feature of
            the probability that is shown.
        probability: That it is right, where the reader cannot tell: of what a whole document is about.
    """

    form: AnswerForm
    parts: tuple[Part, ...]
    value: Part | str | None = None
    verdict: Verdict | None = None
    also: tuple[Part, ...] = ()
    lead: Part | None = None
    strength: float = 0.0
    probability: float | None = None


#: Makes one form of answer; None where the passages have no such answer.
Composer = Callable[[Findings], Composed | None]
