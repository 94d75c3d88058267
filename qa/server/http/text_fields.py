"""Text fields of request bodies that hold only valid Unicode, and errors inside a validated value."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from index.names import MAX_NAME_LENGTH

#: Begins the tag of a choice between bodies, which is no part of a field's name.
TAG = "\0"


def value_error(kind: str, detail: str, hint: str, at: str = "") -> PydanticCustomError:
    """An error to raise in a validator.

    Args:
        kind: The error's type, for pydantic.
        detail: What is wrong, in one sentence.
        hint: How to correct it, in one sentence.
        at: The place inside the validated value, such as `.year[2]`.
    """
    return PydanticCustomError(kind, "{detail}", {"detail": detail, "at": at, "hint": hint})


def is_unicode(text: str) -> bool:
    """Whether `text` can be encoded, that is, has no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_unicode(text: str) -> str:
    """Return `text`.  Raises `PydanticCustomError` if it holds a lone surrogate."""
    if not is_unicode(text):
        raise value_error("unicode", "The text holds a lone surrogate.", "Send valid Unicode.")
    return text


def _empty_if_null(value: object) -> object:
    return "" if value is None else value


def without_default(schema: dict[str, Any]) -> None:
    """What is absent is not changed, so the schema of a change has no defaults."""
    schema.pop("default", None)


def name_schema(pattern: str) -> WithJsonSchema:
    """What the API's document says of a name that a validator checks."""
    return WithJsonSchema(
        {"type": "string", "pattern": pattern, "minLength": 1, "maxLength": MAX_NAME_LENGTH}
    )


UnicodeText = Annotated[str, AfterValidator(check_unicode)]
#: Null and an absent field mean the empty text.
OptionalText = Annotated[UnicodeText, BeforeValidator(_empty_if_null, json_schema_input_type=str | None)]
