"""A passage as sentences are checked against it."""

from __future__ import annotations

from qa.citation_schemas import Citation
from qa.schemas import RankedPassage
from qa.write.sources import WritingSource


def source(text: str, title: str = "") -> WritingSource:
    """A source whose quote is its text."""
    return WritingSource(_citation(text, "d", title))


def passage(text: str, number: int) -> RankedPassage:
    """A ranked passage of a document of its own, which it is all of."""
    citation = _citation(text, f"d{number}", "Harbour Hotel")
    return RankedPassage(rank=number, score=1.0, text=text, highlights=[], citation=citation)


def _citation(text: str, document: str, title: str) -> Citation:
    """Of the whole text of a document."""
    return Citation(
        collection="default",
        document_id=document,
        document_title=title,
        version="v",
        start_char_index=0,
        end_char_index=len(text),
        cited_text=text,
        url="",
        source_url="",
    )
