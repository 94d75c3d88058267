"""Errors of tools in plain words: which argument is wrong, what is wrong with it, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import ValidationError

from index.errors import SourcelineError
from qa.problem_schemas import FieldError
from qa.server.http.validation_messages import field_errors


@contextmanager
def tool_errors() -> Iterator[None]:
    """Turn errors into those of a tool."""
    try:
        yield
    except SourcelineError as error:
        raise ToolError(str(error)) from error
    except ValidationError as error:
        raise ToolError(described(error)) from error


def described(error: ValidationError) -> str:
    """Every argument at fault, one a line."""
    return "\n".join(map(_line, field_errors(error.errors())))


def unknown(name: str, known: Collection[str]) -> str:
    """What to say of an argument that a tool does not have."""
    near = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Send {', '.join(known)}."
    return f"{name}: There is no such argument. {hint}"


def _line(error: FieldError) -> str:
    return f"{error.field}: {error.detail} {error.hint}"
