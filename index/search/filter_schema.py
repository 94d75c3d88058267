"""The JSON schemas of a filter: what an API's document says of the language in `filters`."""

from __future__ import annotations

from typing import Any

from index.search.filters import COMBINATIONS, DATES, MOST_TERMS


def filter_schemas(prefix: str) -> dict[str, dict[str, Any]]:
    """The schemas by their names, of which `Filter` is that of a whole filter.

    Args:
        prefix: What their names have before them where they refer to each other.

    A filter that fits may still be refused: for its depth, for how much it holds, or for too large a number.
    """
    number, text = {"type": "number"}, {"type": "string"}
    scalar = {"anyOf": [text, number, {"type": "boolean"}, {"type": "null"}]}
    date = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
    one, many = {"$ref": f"{prefix}Filter"}, {"type": "array", "items": {"$ref": f"{prefix}Filter"}}
    own = {"$ref": f"{prefix}DateCondition"}
    return {
        "Filter": {
            "type": "object",
            "description": "Conditions that all hold: keys of the metadata or the document's own, each with "
            "a value, a list of which one is enough, or operators.",
            "properties": {
                **{name: {**many, "minItems": 1} for name in COMBINATIONS if name != "$not"},
                **dict.fromkeys(DATES, own),
                "$not": one,
            },
            "additionalProperties": {"$ref": f"{prefix}Condition"},
            "propertyNames": {"pattern": rf"^([^$]|(\$({'|'.join(name[1:] for name in COMBINATIONS)})$))"},
            "maxProperties": MOST_TERMS,
        },
        "Condition": _condition("Operators", prefix, scalar),
        "Operators": _operators("Operators", prefix, scalar, {"anyOf": [text, number]}, {"$contains": text}),
        "DateCondition": _condition("DateOperators", prefix, date),
        "DateOperators": _operators("DateOperators", prefix, date, date, {}),
    }


def _condition(operators: str, prefix: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [value, _list_of(value), {"$ref": f"{prefix}{operators}"}]}


def _list_of(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": value, "minItems": 1}


def _operators(
    name: str, prefix: str, value: dict[str, Any], ordered: dict[str, Any], more: dict[str, Any]
) -> dict[str, Any]:
    """The operators of one key.

    Args:
        name: Of the schema.
        value: What is compared for equality.
        ordered: What is compared by its order.
        more: Further operators.
    """
    properties = {
        **{key: {"anyOf": [value, _list_of(value)]} for key in ("$eq", "$ne")},
        **dict.fromkeys(("$in", "$nin"), _list_of(value)),
        **dict.fromkeys(("$gt", "$gte", "$lt", "$lte"), ordered),
        "$exists": {"type": "boolean"},
        "$not": {"$ref": f"{prefix}{name}"},
        **more,
    }
    return {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}
