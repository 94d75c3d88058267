"""The body of `PATCH /v1/documents/{id}`: what to change of a document without sending its text."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from index.documents import Document
from qa.server.http.text_fields import OptionalText, without_default
from qa.server.routes.documents.metadata import MetadataPatch, patched
from qa.server.routes.documents.request_bodies import (
    MAX_TITLE_CHARACTERS,
    MAX_URL_CHARACTERS,
    AccessLabels,
    OptionalDate,
)


class DocumentPatch(BaseModel):
    """A JSON merge patch (RFC 7396) of a document: what is absent stays, null empties."""

    model_config = ConfigDict(extra="forbid")

    title: OptionalText = Field("", max_length=MAX_TITLE_CHARACTERS, json_schema_extra=without_default)
    url: OptionalText = Field("", max_length=MAX_URL_CHARACTERS, json_schema_extra=without_default)
    published: OptionalDate = Field(
        "", description="ISO 8601 date or date-time.", json_schema_extra=without_default
    )
    modified: OptionalDate = Field(
        "",
        description="When it was last changed: ISO 8601 date or date-time.",
        json_schema_extra=without_default,
    )
    metadata: MetadataPatch | None = Field(None, json_schema_extra=without_default)

    access: AccessLabels = Field(
        None,
        description="Its labels; null or an empty list lets everyone of the collection see it.",
        json_schema_extra=without_default,
    )

    def apply(self, document: Document) -> Document:
        """The document with the changes.  Raises `InvalidInput` if its metadata would be too much."""
        given = {name: getattr(self, name) for name in self.model_fields_set - {"metadata", "access"}}
        if "access" in self.model_fields_set:
            given["access"] = tuple(self.access or ())
        if "metadata" in self.model_fields_set:
            given["metadata"] = {} if self.metadata is None else patched(document.metadata, self.metadata)
        return replace(document, **given)
