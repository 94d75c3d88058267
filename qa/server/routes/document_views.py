"""What the document, collection and job routes answer."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from index.ingest.ingester import Status
from index.store.catalog.documents import DocumentRow, VersionRow
from index.store.catalog.jobs import JobRow, JobState
from qa.server.http.problems import Problem


class DocumentWritten(BaseModel):
    """What became of one document."""

    id: str
    status: Status
    version: str = Field(description="SHA-256 of the text that citations refer to.")


class Written(BaseModel):
    """All documents of the call, durable and searchable."""

    collection: str
    generation: int = Field(description="A generation of the index that has them all.")
    documents: list[DocumentWritten]


class Job(BaseModel):
    """Documents accepted for later."""

    id: str
    collection: str
    state: JobState
    done: int = Field(description="Passages embedded.")
    total: int = Field(description="Passages in all; 0 until they are known.")
    created: str
    updated: str
    result: Written | None = None
    problem: Problem | None = None

    @classmethod
    def of(cls, row: JobRow) -> Job:
        """As the catalog has it."""
        shown = {"result": row.result if row.state == JobState.DONE else None}
        shown["problem"] = row.result if row.state == JobState.FAILED else None
        fields = ("id", "collection", "state", "done", "total", "created", "updated")
        return cls.model_validate({**{name: getattr(row, name) for name in fields}, **shown})


class Jobs(BaseModel):
    """The latest jobs, newest first."""

    jobs: list[Job]


class DocumentSummary(BaseModel):
    """A document without its text."""

    id: str
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
        """As the catalog has it."""
        return cls.model_validate(_attributes(row))


class DocumentPage(BaseModel):
    """Documents by id."""

    collection: str
    documents: list[DocumentSummary]
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


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
    def whole(cls, shelf: str, row: DocumentRow, text: str, versions: list[VersionRow]) -> DocumentDetail:
        """Put together what the catalog has of a document."""
        listed = [{**version._asdict(), "version": version.name} for version in versions]
        return cls.model_validate({**_attributes(row), "collection": shelf, "text": text, "versions": listed})


class SpanText(BaseModel):
    """A slice of a version: what a citation of that span must quote."""

    document_id: str
    version: str
    start: int
    end: int
    text: str


class Deleted(BaseModel):
    """Proof of a deletion: how much went from which store."""

    document_id: str
    collection: str
    generation: int
    deleted_at: str
    erased: dict[str, dict[str, int]]


class CollectionView(BaseModel):
    """A collection and what it holds now."""

    name: str
    documents: int
    passages: int
    generation: int = Field(description="The last one that changed it.")
    created: str


class Collections(BaseModel):
    """All collections by name."""

    collections: list[CollectionView]


def _attributes(row: DocumentRow) -> dict[str, Any]:
    return {**row._asdict(), "published": row.published or None}
