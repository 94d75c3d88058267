"""How a setting is declared."""

from __future__ import annotations

from typing import Any

from pydantic import Field


def setting(default: object, description: str, accepts: str, **constraints: Any) -> Any:
    """A field that can say what it accepts."""
    return Field(default, description=description, json_schema_extra={"accepts": accepts}, **constraints)


def lower(value: object) -> object:
    """A text in lower case."""
    return value.lower() if isinstance(value, str) else value
