"""The metadata of a document in a request: a flat JSON object whose values keep their types."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from index.documents import MetadataValue
from index.errors import InvalidInput
from index.store.catalog.attributes import exact_number
from qa.server.http.text_fields import is_unicode, value_error

HINT = "Send text, numbers, true, false, null, or a list of those."
#: How many keys a document's metadata may have, and how many values all its lists together.
MAX_KEYS, MAX_LIST_ITEMS = 200, 1_000
_KEY = {"pattern": "^[^$]"}
_SCALAR = {"type": ["string", "number", "boolean", "null"]}
_ITEM = {"type": ["string", "number", "boolean"]}


def _check(metadata: dict[str, Any]) -> dict[str, MetadataValue]:
    if len(metadata) > MAX_KEYS:
        detail = f"The metadata has {len(metadata):,} keys."
        raise value_error("metadata_keys", detail, f"Send at most {MAX_KEYS}.")
    items = 0
    for key, value in metadata.items():
        _check_key(key)
        at = f".{key}"
        if isinstance(value, list):
            items += len(value)
            if items > MAX_LIST_ITEMS:
                detail = f"The lists hold more than {MAX_LIST_ITEMS:,} values."
                hint = f"Send at most {MAX_LIST_ITEMS:,} in all lists of a document together."
                raise value_error("metadata_items", detail, hint, at)
            for n, item in enumerate(value):
                _refuse("null" if item is None else _fault(item), f"{at}[{n}]")
        else:
            _refuse(_fault(value), at)
    return metadata


def _check_key(key: str) -> None:
    if not is_unicode(key):
        raise value_error("unicode", "A key holds a lone surrogate.", "Send valid Unicode.")
    if key.startswith("$") or not key:
        hint = "Rename the key: `$` begins the operators of filters."
        raise value_error("metadata_key", "A key may not be empty or start with '$'.", hint, f".{key}")


def _fault(value: object) -> str:
    """What is wrong with a value; empty if it is valid."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list in a list"
    if isinstance(value, float) and not math.isfinite(value):
        return "not a finite number"
    if isinstance(value, int) and not _is_exact(value):
        return "too large a number"
    if isinstance(value, str) and not is_unicode(value):
        return "text with a lone surrogate"
    return ""


def _refuse(fault: str, at: str) -> None:
    if fault:
        raise value_error("metadata_value", f"The value is {fault}.", HINT, at)


def _is_exact(value: int) -> bool:
    try:
        exact_number(value)
    except OverflowError:
        return False
    return True


def _check_patch(patch: dict[str, Any]) -> dict[str, MetadataValue]:
    _check({key: value for key, value in patch.items() if value is not None})
    for key in patch:
        _check_key(key)
    return patch


def patched(metadata: Mapping[str, MetadataValue], patch: Mapping[str, MetadataValue]) -> dict[str, Any]:
    """The metadata after a merge patch (RFC 7396).  Raises `InvalidInput` if it is too much then."""
    merged = {**metadata, **patch}
    kept = {key: value for key, value in merged.items() if key not in patch or patch[key] is not None}
    try:
        return _check(kept)
    except PydanticCustomError as error:
        context = error.context or {}
        field = f"metadata{context.get('at', '')}"
        raise InvalidInput(context["detail"], field=field, hint=context["hint"]) from error


_METADATA_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [_SCALAR, {"type": "array", "items": _ITEM, "maxItems": MAX_LIST_ITEMS}]
    },
    "propertyNames": _KEY,
    "maxProperties": MAX_KEYS,
    "description": "Flat keys and values, for filters. Values keep their types. At most "
    f"{MAX_KEYS} keys, and {MAX_LIST_ITEMS:,} values in all lists together.",
}
Metadata = Annotated[dict[str, Any], AfterValidator(_check), WithJsonSchema(_METADATA_SCHEMA)]
#: Null means none.
OptionalMetadata = Annotated[
    dict[str, Any],
    AfterValidator(_check),
    BeforeValidator(lambda value: {} if value is None else value),
    WithJsonSchema({**_METADATA_SCHEMA, "type": ["object", "null"]}),
]
#: A merge patch of metadata.
MetadataPatch = Annotated[
    dict[str, Any],
    AfterValidator(_check_patch),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [_SCALAR, {"type": "array", "items": _ITEM, "maxItems": MAX_LIST_ITEMS}]
            },
            "propertyNames": _KEY,
            "description": "A JSON merge patch (RFC 7396): a key with a value is set, a key with null is "
            "removed, others stay. Null in place of the object removes all.",
        }
    ),
]
