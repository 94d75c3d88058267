"""Metadata: a flat object whose values keep their types."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from index.documents import MetadataValue
from index.store.catalog.documents import exact_number

HINT = "Send text, numbers, true, false, null, or a list of those."
_SCALAR = {"type": ["string", "number", "boolean", "null"]}
_ITEM = {"type": ["string", "number", "boolean"]}


def refused(kind: str, detail: str, at: str, hint: str) -> PydanticCustomError:
    """An error for `at`, a place inside the value that is being validated, such as `.year[2]`."""
    return PydanticCustomError(kind, "{detail}", {"detail": detail, "at": at, "hint": hint})


def _check(metadata: dict[str, Any]) -> dict[str, MetadataValue]:
    for key, value in metadata.items():
        if not is_unicode(key):
            raise refused("unicode", "A key holds half a surrogate pair.", "", "Send valid Unicode.")
        at = f".{key}"
        if key.startswith("$") or not key:
            hint = "Rename the key; `$` begins the operators of filters."
            raise refused("metadata_key", "A key may not be empty or start with '$'.", at, hint)
        if isinstance(value, list):
            for n, item in enumerate(value):
                _check_scalar(item, f"{at}[{n}]", "null" if item is None else "")
        else:
            _check_scalar(value, at, "")
    return metadata


def _check_scalar(value: object, at: str, unfit: str) -> None:
    if isinstance(value, dict):
        unfit = "an object"
    elif isinstance(value, list):
        unfit = "a list in a list"
    elif isinstance(value, float) and not math.isfinite(value):
        unfit = "not a finite number"
    elif isinstance(value, int) and not _holds(value):
        unfit = "too large a number"
    elif isinstance(value, str) and not is_unicode(value):
        unfit = "text with half a surrogate pair"
    if unfit:
        raise refused("metadata_value", f"The value is {unfit}.", at, HINT)


def _holds(value: int) -> bool:
    try:
        exact_number(value)
    except OverflowError:
        return False
    return True


def is_unicode(text: str) -> bool:
    """Whether `text` can be encoded, that is, has no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


Metadata = Annotated[
    dict[str, Any],
    AfterValidator(_check),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"anyOf": [_SCALAR, {"type": "array", "items": _ITEM}]},
            "description": "Flat keys to values, types kept, for filters.",
        }
    ),
]
