"""Query parameters of routes.  An unknown name is an error, so that a misspelt one is not ignored."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from index.documents import DEFAULT_SOURCE, Span
from index.errors import InvalidInput
from index.names import PATTERN
from index.store.catalog.collections import DEFAULT
from qa.server.http.text_fields import name_schema


class _CollectionParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    collection: str = Field(DEFAULT, description="The collection.")


class DocumentParameters(_CollectionParameters):
    """Which document of an id is meant."""

    source: str = Field(
        "",
        max_length=100,
        description="The document's source; needed where several have a document of this id.",
    )


class _ListParameters(_CollectionParameters):
    source: str = Field("", max_length=100, description="Only documents of this source.")
    limit: int = Field(50, ge=1, le=500, description="How many.")
    after: str = Field("", description="`next` of the page before.")
    q: str = Field(
        "", max_length=200, description="Only documents whose title or id contains this, in any case."
    )


class BrowseParameters(_ListParameters):
    """Which page of a collection's documents to show."""

    before: str = Field("", description="The first place of the page that follows the wanted one.")


class SpanParameters(_CollectionParameters):
    """A span of a document's version, in code points."""

    start: int = Field(0, ge=0, description="Unicode code points, inclusive.")
    end: int | None = Field(None, ge=0, description="Exclusive; the end of the text if absent.")

    def span(self, text: str) -> Span:
        """The span of `text`.  Raises `InvalidInput` if it is not inside the text."""
        end = len(text) if self.end is None else self.end
        for field, value in (("start", self.start), ("end", end)):
            if value > len(text):
                raise InvalidInput(
                    f"{value} is beyond the text, which has {len(text)} characters.",
                    field=field,
                    hint=f"Send 0 to {len(text)}.",
                )
        if self.start > end:
            raise InvalidInput(
                f"The start, {self.start}, is behind the end, {end}.",
                field="start",
                hint="Send a start that is not behind the end.",
            )
        return Span(self.start, end)


class DocumentPageParameters(SpanParameters, DocumentParameters):
    """Which version of a document to show, and which span to mark."""

    version: str = Field("", description="The current one if absent.")
    at: int | None = Field(
        None, ge=0, description="Show a long document from here on; by default around the span."
    )
    ticket: str = Field("", description="The signature of a signed link; it was checked before this route.")


class _WriteParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    wait: bool = Field(True, description="False answers at once with a job that does the work.")


class _PutParameters(_CollectionParameters, _WriteParameters):
    source: Annotated[str, name_schema(PATTERN)] = Field(
        DEFAULT_SOURCE, description="The source that gives the document; made if it is new."
    )


class _LatestParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=500, description="How many.")


DocumentQuery = Annotated[DocumentParameters, Query()]
CollectionQuery = Annotated[_CollectionParameters, Query()]
ListQuery = Annotated[_ListParameters, Query()]
BrowseQuery = Annotated[BrowseParameters, Query()]
SpanQuery = Annotated[SpanParameters, Query()]
DocumentPageQuery = Annotated[DocumentPageParameters, Query()]
PutQuery = Annotated[_PutParameters, Query()]
WriteQuery = Annotated[_WriteParameters, Query()]
LatestQuery = Annotated[_LatestParameters, Query()]
