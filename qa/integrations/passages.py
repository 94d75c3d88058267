"""A passage as the documents of other frameworks have it: its text, and what they call metadata."""

from __future__ import annotations

from typing import Any

from qa.schemas import RankedPassage

#: What a citation says beside the quote, with its offsets; what it does not know is left out.
CITED = (
    *("collection", "document_id", "source", "document_title", "version"),
    *("start_char_index", "end_char_index", "url", "source_url", "published", "modified"),
    *("file_name", "page", "sheet", "row", "headings"),
)


def metadata_of(passage: RankedPassage, url: str) -> dict[str, Any]:
    """Where a passage stands: `text[start_char_index:end_char_index]` of the version is the passage.

    Args:
        passage: As a search gives it.
        url: The server's address; the link to the passage is absolute.
    """
    cited = passage.citation.model_dump(mode="json", include=set(CITED))
    known = {name: cited[name] for name in CITED if cited[name] not in (None, "", [])}
    return {**known, "url": url.rstrip("/") + passage.citation.url, "rank": passage.rank}


def passage_id(passage: RankedPassage) -> str:
    """A name that stays the same for the same words of the same version."""
    cited = passage.citation
    return f"{cited.version[:16]}-{cited.start_char_index}-{cited.end_char_index}"
