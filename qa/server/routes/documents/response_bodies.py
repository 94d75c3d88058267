"""What the endpoints of documents answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, Field

from index.documents import DEFAULT_SOURCE
from index.ingest.outcome import Outcome, Status
from index.store.catalog import documents as rows
from index.store.catalog.collections import Collection
from index.store.catalog.documents import DocumentRow, VersionRow
from index.store.catalog.originals import media_type
from qa.problem_schemas import Problem
from qa.server.auth.scopes import Scope
from qa.server.routes.jobs.response_bodies import Job

if TYPE_CHECKING:
    from qa.server.auth.caller import Caller  # needs the web framework, which clients do without


class DocumentWritten(BaseModel):
    """What happened to one document."""

    id: str
    source: str = DEFAULT_SOURCE
    status: Literal[Status.NEW, Status.UNCHANGED, Status.REPLACED, Status.RELABELLED]
    version: str = Field(description="SHA-256 of the text that citations refer to.")


class WriteResult(BaseModel):
    """The outcome of a write: all documents are durable and searchable."""

    collection: str
    generation: int = Field(description="A generation of the index that has all the documents.")
    documents: list[DocumentWritten]

    @classmethod
    def of(cls, collection: str, generation: int, outcomes: Iterable[Outcome]) -> WriteResult:
        """Make it from what happened to each document."""
        written = [
            DocumentWritten.model_validate(
                {
                    "id": one.document_id,
                    "source": one.source,
                    "status": one.status,
                    "version": one.version,
                }
            )
            for one in outcomes
        ]
        return cls(collection=collection, generation=generation, documents=written)


class FileWritten(BaseModel):
    """What happened to one uploaded file."""

    file_name: str
    id: str
    source: str = DEFAULT_SOURCE
    status: Status
    version: str | None = Field(description="SHA-256 of the text that citations refer to; null if it failed.")
    problem: Problem | None = Field(description="Why it failed.")


class UploadResult(BaseModel):
    """The outcome of an upload: the documents that have not failed are durable and searchable."""

    collection: str
    generation: int = Field(description="A generation of the index that has all the documents.")
    documents: list[FileWritten] = Field(description="In the order of the files.")


class UploadJob(Job):
    """A job for the files that could be read; the others are in `failed`."""

    failed: list[FileWritten]


class DocumentSummary(BaseModel):
    """A document without its text."""

    id: str
    source: str
    title: str
    url: str
    published: str | None
    modified: str | None = Field(description="When it was last changed, as it or its file says.")
    ingested: str = Field(description="When its current text was taken in.")
    metadata: dict[str, Any]
    media_type: str
    language: str | None = Field(
        description="ISO 639 code: the metadata's `language`, else detected; null where it cannot be told."
    )
    version: str = Field(description="SHA-256 of the current text.")
    characters: int
    created: str
    updated: str
    file_name: str | None = Field(None, description="Of the file that it was read from.")
    access: list[str] | None = Field(
        None, description="Its labels, for who may write; null for others.  An empty list: everyone sees it."
    )

    @classmethod
    def of(cls, row: DocumentRow, caller: Caller) -> DocumentSummary:
        """Make it from the catalog's row, as the caller may see it."""
        names = ("published", "modified", "language", "file_name")
        about = {**row._asdict(), **{name: getattr(row, name) or None for name in names}}
        return cls.model_validate({**about, "access": row.access if caller.may(Scope.INGEST) else None})


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
    has_original: bool = Field(
        description="Whether the file is kept; `/original` below this address gives it."
    )
    versions: list[Version]

    @classmethod
    def build(
        cls,
        summary: DocumentSummary,
        collection: str,
        text: str,
        versions: list[VersionRow],
        has_original: bool,
    ) -> DocumentDetail:
        """Make it from the catalog's rows of a document."""
        listed = [{**version._asdict(), "version": version.name} for version in versions]
        own = {"collection": collection, "text": text, "versions": listed, "has_original": has_original}
        return cls.model_validate({**summary.model_dump(), **own})


class DocumentPatched(DocumentSummary):
    """A document after a change of what is known of it."""

    collection: str
    changed: bool = Field(description="False if it was so already.")
    embedded: int = Field(description="Passages embedded anew: all of them if the title changed, else none.")
    generation: int = Field(description="A generation of the index that has the change.")


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


def document_detail(
    db: sqlite3.Connection, collection: Collection, id: str, caller: Caller, source: str = ""
) -> DocumentDetail:
    """A document with its text and versions.  Raises `NotFound`, `Ambiguous`."""
    row = rows.show(db, collection, id, source)
    text = rows.version_text(db, collection, id, row.version)
    has_original = bool(media_type(db, collection, id, row.version, row.source))
    summary = DocumentSummary.of(row, caller)
    return DocumentDetail.build(summary, collection.name, text, rows.versions(db, row), has_original)
