"""Validate values read from a file, with one error that names the place."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from eval.questions import BadSet

Row = TypeVar("Row", bound=BaseModel)


def cast(model: type[Row], value: Any, where: str) -> Row:
    """Validate `value` as a `model`.

    Raises:
        BadSet: It does not fit; the detail names the first wrong key.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise BadSet(
            f"{place(first['loc'])}: {_sentence(first['type'], first['msg'])}.",
            field=where,
            hint="Correct this value.",
        ) from error


def place(path: tuple[str | int, ...]) -> str:
    """`("data", 0, "title")` as `data[0].title`."""
    said = ""
    for step in path:
        said += f"[{step}]" if isinstance(step, int) else f".{step}"
    return said.lstrip(".") or "the value"


def _sentence(kind: str, message: str) -> str:
    if kind == "missing":
        return "it is missing"
    return message[:1].lower() + message[1:200]
