"""A field of the settings that says what it means and what it accepts."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode


def setting(default: object, description: str, accepts: str, **constraints: Any) -> Any:
    """A field that can say what it accepts."""
    return Field(default, description=description, json_schema_extra={"accepts": accepts}, **constraints)


def lower(value: object) -> object:
    """A text in lower case."""
    return value.lower() if isinstance(value, str) else value


def _listed(value: object) -> object:
    """The parts of a text between commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _decoded(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


#: Several texts: with commas between them in the environment, a list in the file.
Texts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
#: Texts by name: a JSON object in the environment, a table in the file.
TextsByName = Annotated[dict[str, Texts], NoDecode, BeforeValidator(_decoded)]
