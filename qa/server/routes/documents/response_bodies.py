"""What the endpoints of documents answer."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from index.documents import DEFAULT_SOURCE
from index.ingest.ingester import Status
from index.store.catalog.documents import DocumentRow, VersionRow


class DocumentWritten(BaseModel):
    """What happened to one document."""

    id: str
    source: str = DEFAULT_SOURCE
    status: Literal[Status.NEW, Status.UNCHANGED, Status.REPLACED]
    version: str = Field(description="SHA-256 of the text that citations refer to.")


class WriteResult(BaseModel):
    """The outcome of a write: all documents are durable and searchable."""

    collection: str
    generation: int = Field(description="A generation of the index that has all the documents.")
    documents: list[DocumentWritten]


class DocumentSummary(BaseModel):
    """A document without its text."""

    id: str
    source: str
    title: str
    url: str
    published: str | None
    metadata: dict[str, Any]
    media_type: str
    version: str = Field(description="SHA-256 of the current text.")
    characters: int
    created: str
    updated: str

    @classmethod
    def of(cls, row: DocumentRow) -> DocumentSummary:
        """Make it from the catalog's row."""
        return cls.model_validate(_fields(row))


class DocumentPage(BaseModel):
    """Documents in the order of their ids."""

    collection: str
    documents: list[DocumentSummary]
    next: str | None = Field(description="Send it as `after` for the next page; null on the last one.")


class Version(BaseModel):
    """One immutable text of a document."""

    version: str
    created: str
    characters: int
    current: bool


class DocumentDetail(DocumentSummary):
    """A document with its text and all its versions, newest first."""

    collection: str
    text: str
    versions: list[Version]

    @classmethod
    def build(
        cls, collection: str, row: DocumentRow, text: str, versions: list[VersionRow]
    ) -> DocumentDetail:
        """Make it from the catalog's rows of a document."""
        listed = [{**version._asdict(), "version": version.name} for version in versions]
        return cls.model_validate(
            {**_fields(row), "collection": collection, "text": text, "versions": listed}
        )


class SpanText(BaseModel):
    """A slice of a version: what a citation of that span must quote."""

    document_id: str
    version: str
    start: int
    end: int
    text: str


class Deleted(BaseModel):
    """The receipt of a deletion: how much was erased from each store."""

    document_id: str
    source: str
    collection: str
    generation: int
    deleted_at: str
    erased: dict[str, dict[str, int]]


def _fields(row: DocumentRow) -> dict[str, Any]:
    return {**row._asdict(), "published": row.published or None}
