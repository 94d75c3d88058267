"""The fields of a query that are checked before it waits for a thread."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from index.dates import last_moment
from index.errors import InvalidInput
from index.search.filters import compile_filter

LONGEST_QUESTION = 4_000
MOST_COLLECTIONS = 20

Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION),
    Field(json_schema_extra={"pattern": r"\S"}),
]
CollectionName = Annotated[str, StringConstraints(min_length=1, max_length=100)]


def _compiles(filters: dict[str, Any]) -> dict[str, Any]:
    """Refuse a filter that does not compile before the request waits for a thread with all its objects."""
    try:
        compile_filter(filters)
    except InvalidInput as error:
        context = {"detail": error.detail, "at": error.field.removeprefix("filters"), "hint": error.hint}
        raise PydanticCustomError("filters", "{detail}", context) from error
    return filters


FilterTerms = Annotated[dict[str, Any], AfterValidator(_compiles)]


def _is_date(as_of: str) -> str:
    try:
        last_moment(as_of)
    except InvalidInput as error:
        raise PydanticCustomError(
            "as_of", "{detail}", {"detail": error.detail, "hint": error.hint}
        ) from error
    return as_of


AsOf = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=100),
    AfterValidator(_is_date),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
    ),
]
