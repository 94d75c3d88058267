"""What questions are made from, and what a made question is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from index.blocks import Block
from index.documents import Span


class SourceText(NamedTuple):
    """The current version of one document.

    Args:
        title: Of the document; may be empty.
        version: The name of the version.
        text: Its normalised text.
        blocks: Of the text, in order.
    """

    document_id: str
    version: str
    title: str
    text: str
    blocks: Sequence[Block]


class Made(NamedTuple):
    """A question that was made, before it is chosen.

    Args:
        text: The question.
        kind: One of `eval.questions.KINDS`.
        method: The way of making, the name of its module.
        source: The document; of an unanswerable question that of its subject.
        spans: Where the answer stands, in order; empty for an unanswerable question.
        items: Whether each span is an item of the answer.
        of_document: Whether the question needs the document's title beside it where there are several.
    """

    text: str
    kind: str
    method: str
    source: SourceText
    spans: tuple[Span, ...]
    items: bool = False
    of_document: bool = False

    @property
    def answers(self) -> tuple[str, ...]:
        """The words of the spans, each once."""
        return tuple(dict.fromkeys(span.of(self.source.text) for span in self.spans))


#: A way of making: all questions that it finds in a document.
Maker = Callable[[SourceText], Iterator[Made]]
