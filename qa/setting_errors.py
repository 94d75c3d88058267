"""Where a setting comes from, and what to say of one that is not acceptable."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from index.errors import InvalidInput
from qa.settings_file import PREFIX, file_path, file_values

#: A setting whose name has one of these words is never shown.
SECRET_WORDS = ("key", "password", "secret", "token")
MASK = "********"


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def is_secret(name: str) -> bool:
    """Whether the value of a setting is never shown."""
    return bool(set(name.split("_")) & set(SECRET_WORDS))


def place_of(name: str) -> str:
    """Where a bad value stands: the variable, or the file and key."""
    if not os.environ.get(variable(name)) and name in file_values():
        return f"{file_path()}: {name}"
    return variable(name)


def explained(error: ValidationError, fields: Mapping[str, FieldInfo]) -> InvalidInput:
    """What is wrong with the first setting that is not acceptable.

    Args:
        fields: Of all settings.
    """
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, fields, 1)
        hint = f"Did you mean {near[0]}?" if near else ""
        return InvalidInput(
            f"{name} is not a setting.",
            field=place_of(name) if name in file_values() else name,
            hint=f"{hint} `qa config` shows all there are.".strip(),
        )
    field = fields[name]
    extra = field.json_schema_extra
    accepts = extra["accepts"] if isinstance(extra, dict) else "acceptable"
    given = MASK if is_secret(name) else repr(first["input"])
    return InvalidInput(
        f"{given} is not {accepts}.",
        field=place_of(name),
        hint=f"Set one, or leave it out for {'the standard' if field.default is None else field.default}.",
    )
