"""Pydantic's validation errors as field errors: which field, what is wrong, how to correct it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qa.problem_schemas import FieldError
from qa.server.http.text_fields import TAG

#: Where a value came from; left out of a field's name.
_SOURCES = ("body", "query", "path", "header")
_HINTS = {
    "missing": "Add it.",
    "extra_forbidden": "Remove it, or check its spelling: /docs lists the fields.",
    "string_type": "Send a JSON string.",
    "string_unicode": "Send valid Unicode, without lone surrogates.",
    "string_too_short": "Send at least {min_length} character(s).",
    "string_too_long": "Send at most {max_length} characters.",
    "greater_than_equal": "Send {ge} or more.",
    "less_than_equal": "Send {le} or less.",
    "too_short": "Send at least {min_length}.",
    "too_long": "Send at most {max_length}.",
    "enum": "Send {expected}.",
    "bool_parsing": "Send true or false.",
    "bool_type": "Send true or false.",
    "int_type": "Send a whole number.",
    "number_type": "Send a number.",
    "int_parsing": "Send a whole number.",
    "int_parsing_size": "Send a smaller number.",
    "int_from_float": "Send a whole number.",
    "float_type": "Send a number.",
    "float_parsing": "Send a number.",
    "finite_number": "Send a finite number.",
    "literal_error": "Send {expected}.",
    "dict_type": "Send a JSON object.",
    "list_type": "Send a JSON array.",
    "model_attributes_type": "Send a JSON object.",
}
_DETAILS = {
    "missing": "This field is required.",
    "extra_forbidden": "There is no such field.",
    "string_unicode": "The text holds a lone surrogate.",
    "string_type": "Text was expected; this is {given}.",
    "string_too_long": "The text has more than {max_length} characters.",
    "greater_than_equal": "The number is less than {ge}.",
    "less_than_equal": "The number is more than {le}.",
    "too_long": "There are more than {max_length}.",
    "too_short": "There are fewer than {min_length}.",
    "enum": "This is none of the values that are known.",
    "literal_error": "This is none of the values that are known.",
    "bool_type": "True or false was expected; this is {given}.",
    "bool_parsing": "True or false was expected.",
    "int_type": "A whole number was expected; this is {given}.",
    "int_parsing": "A whole number was expected.",
    "int_from_float": "A whole number was expected; this one has a fraction.",
    "number_type": "A number was expected; this is {given}.",
    "float_type": "A number was expected; this is {given}.",
    "float_parsing": "A number was expected.",
    "dict_type": "An object was expected; this is {given}.",
    "list_type": "A list was expected; this is {given}.",
    "model_attributes_type": "An object was expected; this is {given}.",
}


def _short_text(context: Mapping[str, Any]) -> str:
    least = context["min_length"]
    return "The text is empty." if least == 1 else f"The text has fewer than {least} characters."


def _detail(error: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    """What is wrong, in words that do not suppose Python."""
    kind = error["type"]
    if kind == "string_too_short":
        return _short_text(context)
    if kind not in _DETAILS:
        return f"{error['msg'].rstrip('.')}."
    return _DETAILS[kind].format(**context, given=_json_kind(error.get("input")))


def _json_kind(value: object) -> str:
    """What JSON calls a value."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true or false"
    kinds: tuple[tuple[type, str], ...] = ((str, "text"), (list, "a list"), (Mapping, "an object"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "a number")


def body_problem(first: Mapping[str, Any]) -> tuple[int, str] | None:
    """The status and detail if the first error is that the body as a whole is not JSON; else None."""
    if first["type"] == "json_invalid":
        return 400, f"The body is not JSON: {first['ctx']['error']} at character {first['loc'][1]}."
    if isinstance(first.get("input"), bytes) and field_name(first["loc"]) == "":
        return 415, "The body must be JSON; send it with the header Content-Type: application/json."
    return None


def field_errors(errors: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """One entry for each of pydantic's errors, in its order."""
    return [_field_error(error) for error in errors]


def _field_error(error: Mapping[str, Any]) -> FieldError:
    context = error.get("ctx", {})
    kind = error["type"]
    hint = context.get("hint") or _HINTS.get(kind, "/docs has an example that works.").format(**context)
    return FieldError(
        field=(field_name(error["loc"]) + context.get("at", "")).lstrip(".") or "body",
        detail=_detail(error, context),
        hint=hint,
    )


def field_name(location: Iterable[str | int]) -> str:
    """A readable path such as `documents[3].id`."""
    first, *rest = location
    parts = rest if first in _SOURCES else [first, *rest]
    parts = [part for part in parts if not str(part).startswith(TAG)]
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return name.lstrip(".").removesuffix(".[key]")
