"""The passages that a language model is given: what is listed, less what speaks to a language model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.documents import Span
from qa.quotes import in_quote
from qa.schemas import Answer, Citation, RankedPassage
from qa.write.orders import gives_orders

#: Passages that the model is given.
MOST_PASSAGES = 8


class WritingSource(NamedTuple):
    """A passage as the model reads it, and as sentences are checked against it.

    Args:
        citation: Of the whole passage.
        quoted: What of `text` the quoted answer cites.
    """

    citation: Citation
    quoted: Sequence[Span] = ()

    @property
    def title(self) -> str:
        """The document's, with the headings."""
        return " > ".join(filter(None, [self.citation.document_title, *self.citation.headings]))

    @property
    def text(self) -> str:
        """As a person reads it: rows have the names of their columns."""
        return self.citation.quote

    def is_quoted(self, part: Span) -> bool:
        """Whether the quoted answer, or some of it, stands in a part of `text`."""
        return any(span.overlaps(part) for span in self.quoted)


def writing_sources(passages: Sequence[RankedPassage], quoted: Answer | None = None) -> list[WritingSource]:
    """The first passages; one that gives orders to a language model is not sent to one.

    Args:
        quoted: The answer in whose place what is written would stand.
    """
    found = [WritingSource(one.citation, _quoted(one.citation, quoted)) for one in passages]
    return [one for one in found if not gives_orders(f"{one.title}\n{one.text}")][:MOST_PASSAGES]


def _quoted(passage: Citation, answer: Answer | None) -> list[Span]:
    cited = [one for one in answer.citations if isinstance(one, Citation)] if answer else []
    spans = [
        in_quote(passage, Span(one.start_char_index, one.end_char_index))
        for one in cited
        if _version(one) == _version(passage)
    ]
    return [span for span in spans if span]


def _version(citation: Citation) -> tuple[str, ...]:
    return citation.collection, citation.source, citation.document_id, citation.version
