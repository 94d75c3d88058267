"""Numbers and truth values as JSON has them: pydantic would take true for 1, and 0 for false."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, StrictBool, WithJsonSchema
from pydantic_core import PydanticCustomError


def _number(value: object) -> object:
    if isinstance(value, bool | str | bytes):
        raise PydanticCustomError("number_type", "Input should be a valid number")
    return value


#: A whole number; 5.0 is one.
Whole = Annotated[int, BeforeValidator(_number)]
Number = Annotated[float, BeforeValidator(_number)]
Truth = StrictBool
#: From 0 to 1.
Share = Annotated[Number, Field(ge=0, le=1), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})]
