"""The texts of spans that a record keeps, so that it can be read without the index."""

from __future__ import annotations

from typing import NamedTuple

from qa.schemas import AskResponse, Citation

#: Passages of each question whose text is kept.
KEPT_PASSAGES = 10


class SpanText(NamedTuple):
    """The text of a retrieved or cited span, and the title of its document."""

    version: str
    start: int
    end: int
    text: str
    title: str = ""


def span_texts(response: AskResponse) -> tuple[SpanText, ...]:
    """The texts of the first passages of a response and of all that its answer and claims cite."""
    answer = [one for found in (response.answer, response.closest) if found for one in found.citations]
    claims = (citation for claim in response.claims for citation in claim.citations)
    cited = [passage.citation for passage in response.passages[:KEPT_PASSAGES]]
    cited += [one for one in (*answer, *claims) if isinstance(one, Citation)]
    return tuple(
        SpanText(c.version, c.start_char_index, c.end_char_index, c.cited_text, c.document_title)
        for c in cited
    )
