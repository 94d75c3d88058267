"""Problem details (RFC 9457): the shape of every error of the API."""

from __future__ import annotations

from pydantic import BaseModel, Field


class FieldError(BaseModel):
    """What is wrong with one field, and how to correct it."""

    field: str = Field(examples=["documents[3].id"])
    detail: str
    hint: str


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(examples=["urn:sourceline:invalid-input"])
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path of the request.")
    errors: list[FieldError] = []
    id: str | None = Field(default=None, description="The id of an internal error in the server's log.")
    request_id: str | None = Field(
        default=None, description="That of the request, in the server's log and in `X-Request-ID`."
    )
