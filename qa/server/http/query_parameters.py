"""What routes take after the `?`; a misspelt name is refused, not passed over."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from index.documents import Span
from index.errors import InvalidInput
from index.store.catalog.collections import DEFAULT


class _Where(BaseModel):
    model_config = ConfigDict(extra="forbid")

    collection: str = Field(DEFAULT, description="The collection.")


class _Listing(_Where):
    limit: int = Field(50, ge=1, le=500, description="How many.")
    after: str = Field("", description="`next` of the page before.")
    q: str = Field(
        "", max_length=200, description="Only those whose title or id holds this; case is no matter."
    )


class _Browsing(_Listing):
    before: str = Field("", description="The first one of the page behind.")


class Extent(_Where):
    start: int = Field(0, ge=0, description="Unicode code points, inclusive.")
    end: int | None = Field(None, ge=0, description="Exclusive; the end of the text if absent.")

    def span(self, text: str) -> Span:
        """The span that is meant of `text`.  Raises `InvalidInput` if it is not inside."""
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
                f"{self.start} is behind the end, {end}.",
                field="start",
                hint="Send a start that is not behind the end.",
            )
        return Span(self.start, end)


class _Shown(Extent):
    version: str = Field("", description="The current one if absent.")
    ticket: str = Field("", description="Opens the page by itself; checked before.")


class _Writing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    wait: bool = Field(True, description="False answers at once with a job that does the work.")


class _Latest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=500, description="How many.")


Where = Annotated[_Where, Query()]
Listing = Annotated[_Listing, Query()]
Browsing = Annotated[_Browsing, Query()]
Slice = Annotated[Extent, Query()]
Shown = Annotated[_Shown, Query()]
Writing = Annotated[_Writing, Query()]
Latest = Annotated[_Latest, Query()]
