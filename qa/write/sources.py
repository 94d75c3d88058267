"""The passages that a language model is given: what is listed, less what speaks to a language model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qa.schemas import Citation, RankedPassage
from qa.write.orders import gives_orders

#: Passages that the model is given.
MOST_PASSAGES = 8


class WritingSource(NamedTuple):
    """A passage as the model reads it, and as sentences are checked against it.

    Args:
        citation: Of the whole passage.
    """

    citation: Citation

    @property
    def title(self) -> str:
        """The document's, with the headings."""
        return " > ".join(filter(None, [self.citation.document_title, *self.citation.headings]))

    @property
    def text(self) -> str:
        """As a person reads it: rows have the names of their columns."""
        return self.citation.quote


def writing_sources(passages: Sequence[RankedPassage]) -> list[WritingSource]:
    """The first passages; one that gives orders to a language model is not sent to one."""
    found = [WritingSource(passage.citation) for passage in passages]
    return [one for one in found if not gives_orders(f"{one.title}\n{one.text}")][:MOST_PASSAGES]
