"""The texts that a record keeps, so that it can be read without the index."""

from __future__ import annotations

from typing import NamedTuple

from qa.schemas import AskResponse

#: Passages of each question whose text is kept.
SHOWN = 10


class SpanText(NamedTuple):
    """What a span that came back holds, and the title of its document."""

    version: str
    start: int
    end: int
    text: str
    title: str = ""


def span_texts(response: AskResponse) -> tuple[SpanText, ...]:
    """The first passages of a response and what its answer cites."""
    cited = [passage.citation for passage in response.passages[:SHOWN]]
    cited += response.answer.citations if response.answer else []
    cited += [citation for claim in response.claims for citation in claim.citations]
    return tuple(
        SpanText(c.version, c.start_char_index, c.end_char_index, c.cited_text, c.document_title)
        for c in cited
    )
