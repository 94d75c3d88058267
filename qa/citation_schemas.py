"""Citations in a response: verified quotes, what metadata say, and the places of both."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from index.documents import DEFAULT_SOURCE


class HighlightSpan(BaseModel):
    """A supporting sentence: code-point offsets into the version's text, and where in its file it begins."""

    start: int
    end: int
    page: int | None = None
    sheet: str | None = None
    row: int | None = None


class Citation(BaseModel):
    """A verified quote: the version's text from start to end is `cited_text`."""

    kind: Literal["text"] = "text"
    collection: str = Field(description="The collection that holds the document.")
    document_id: str
    source: str = Field(
        DEFAULT_SOURCE, description="The source of the document: a folder, an upload, the API."
    )
    document_title: str
    version: str = Field(description="SHA-256 of the version's text.")
    start_char_index: int = Field(description="Unicode code points, inclusive.")
    end_char_index: int = Field(description="Exclusive.")
    cited_text: str
    quote: str = Field(
        "",
        description="`cited_text` as a person reads it: no marks of layout, rows with their columns' names.",
    )
    quote_runs: list[tuple[int, int, int]] = Field(
        [],
        description="What of `quote` stands in the text: where in `quote`, where in the text, and how many "
        "code points.",
    )
    url: str = Field(description="Our page, at the span.")
    source_url: str = Field(description="Where the source itself lives; may be empty.")
    published: str | None = None
    modified: str | None = None
    ingested: str | None = None
    file_name: str | None = Field(
        None, description="The file, or the part of an archive, that it was read from."
    )
    page: int | None = Field(None, description="The page or slide on which it begins, from 1.")
    page_end: int | None = Field(None, description="The page or slide on which it ends.")
    sheet: str | None = Field(None, description="The sheet of a workbook.")
    row: int | None = Field(
        None, description="The first row, or record of a list, as the file's program numbers them, from 1."
    )
    message_id: str | None = Field(None, description="The Message-ID of an e-mail.")
    headings: list[str] = Field([], description="The headings above it, outermost first, without the title.")

    @model_validator(mode="after")
    def _quote_the_text(self) -> Citation:
        """Where a server says no quote, as older ones do, that is the text."""
        if not self.quote:
            self.quote = self.cited_text
            self.quote_runs = [(0, self.start_char_index, len(self.cited_text))]
        return self


class Duplicate(BaseModel):
    """A passage with nearly the same text as one that is listed."""

    collection: str
    document_id: str
    source: str = DEFAULT_SOURCE
    document_title: str
    version: str
    start_char_index: int
    end_char_index: int
    published: str | None = None


class MetadataCitation(BaseModel):
    """What the metadata of a document say, not its text: there are no offsets."""

    kind: Literal["metadata"] = "metadata"
    collection: str = Field(description="The collection that holds the document.")
    document_id: str
    source: str = Field(DEFAULT_SOURCE, description="The source that gave the document.")
    document_title: str
    version: str = Field(description="SHA-256 of the version's text.")
    field: str = Field(description="`title`, `author`, `published` or `modified`.")
    cited_text: str = Field(description="The value of the field.")
    quote: str = Field(description="The same.")
    url: str = Field(description="Our page of the document.")
    source_url: str = Field(description="Where the source itself lives; may be empty.")
    published: str | None = None
    modified: str | None = None
    ingested: str | None = None
