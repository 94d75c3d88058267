"""Filters in Milvus: what a version has as tags and ranges, and a filter as an expression over them.

The meaning is that of `index/search/filters.py`, which checks a filter first: a comparison holds where any
value under its key, of its type, meets it.

- A *tag* stands for "has this key", "has a value of this type" or "has this value".  It is a hash, so that no
  text of a user stands in an expression, and equality costs the same for every value.
- A *range* holds the lowest and the highest value under a key.  Some value is at least x exactly where the
  highest is.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from index.dates import instants
from index.search.filters import DATES, OWN_KEYS
from index.store.catalog import folded
from index.store.catalog.attributes import Attribute, exact_number
from index.store.milvus.connection import TAG_LENGTH

EVERYTHING = "id >= 0"
_SEPARATOR = "\x1f"
#: What LIKE takes for more than itself stands as characters that no text has a use for.
_LITERAL = str.maketrans({"%": "\ue000", "_": "\ue001", "\\": "\ue002", '"': "\ue003", "'": "\ue004"})
_NEGATED = {"$ne": "$eq", "$nin": "$in"}


def tags_and_ranges(attributes: Iterable[Attribute]) -> tuple[list[str], dict[str, Any]]:
    """What a row of Milvus has for the attributes of its version."""
    tags: dict[str, None] = {}
    values: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for key, kind, number, upper, string in attributes:
        found = string if kind == "s" else number
        tags |= dict.fromkeys((_tag(key), _tag(key, kind), _tag(key, kind, found)))
        values[key, kind] += [number, upper] if kind == "d" else [found]
    ranges: dict[str, Any] = {}
    for (key, kind), those in values.items():
        if kind in ("n", "s", "d"):
            name = _tag(key, kind)
            # Dates have one value: from where on it is, and where it ends.
            ranges |= {f"low_{name}": min(those), f"high_{name}": max(those)}
            if kind == "s":
                ranges[f"text_{name}"] = _searchable(_SEPARATOR.join(folded(one) for one in those))
    return [*tags], ranges


def has(key: str, kind: str = "") -> str:
    """The expression for: has a value under a key, of a kind or of any."""
    return _tagged(_tag(key, kind) if kind else _tag(key))


def expression(filters: Mapping[str, object]) -> str:
    """The expression for a filter that `compile_filter` accepts."""
    return _all([_entry(key, condition) for key, condition in filters.items()])


def _entry(key: str, condition: Any) -> str:
    if key == "$not":
        return f"not ({expression(condition)})"
    if key in ("$and", "$or"):
        parts = [expression(one) for one in condition]
        return _all(parts) if key == "$and" else _any(parts)
    conditions = condition if isinstance(condition, Mapping) else {"$eq": condition}
    return _conditions(_name(key), conditions)


def _conditions(key: str, conditions: Mapping[str, Any]) -> str:
    return _all([_comparison(key, operator, value) for operator, value in conditions.items()])


def _comparison(key: str, operator: str, value: Any) -> str:
    if operator == "$not":
        return f"not ({_conditions(key, value)})"
    if operator in _NEGATED:
        return f"not ({_comparison(key, _NEGATED[operator], value)})"
    if operator == "$exists":
        return has(key) if value else f"not ({has(key)})"
    if operator in ("$in", "$eq"):
        given = value if isinstance(value, list) else [value]
        if key in DATES:
            return _any([_date(key, "$eq", one) for one in given])
        return f"array_contains_any(tags, {json.dumps([_tag(key, *_typed(one)) for one in given])})"
    if key in DATES:
        return _date(key, operator, value)
    if operator == "$contains":
        needle = json.dumps(f"%{_searchable(folded(value))}%", ensure_ascii=False)
        return _and(has(key, "s"), f'ranges["text_{_tag(key, "s")}"] like {needle}')
    kind, found = _typed(value)
    bound = "high" if operator in ("$gte", "$gt") else "low"
    sign = {"$gte": ">=", "$gt": ">", "$lte": "<=", "$lt": "<"}[operator]
    literal = json.dumps(found, ensure_ascii=False)
    return _and(has(key, kind), f'ranges["{bound}_{_tag(key, kind)}"] {sign} {literal}')


def _date(key: str, operator: str, value: str) -> str:
    """A date covers its whole day, as in `index/search/filters.py`."""
    begins, ends = instants(value)
    low, high = (f'ranges["{bound}_{_tag(key, "d")}"]' for bound in ("low", "high"))
    test = {
        "$eq": f"{low} < {ends} and {high} > {begins}",
        "$gte": f"{high} > {begins}",
        "$gt": f"{low} >= {ends}",
        "$lte": f"{low} < {ends}",
        "$lt": f"{high} <= {begins}",
    }[operator]
    return _and(has(key, "d"), test)


def _name(key: str) -> str:
    known = key in (*DATES, *OWN_KEYS) or key.startswith("metadata.")
    return key if known else f"metadata.{key}"


def _typed(value: object) -> tuple[str, Any]:
    """The kind and the value that an attribute has for `value`."""
    if value is None:
        return "z", None
    if isinstance(value, bool):
        return "b", float(value)
    if isinstance(value, int | float):
        return "n", exact_number(value)
    return "s", value


def _tag(*parts: object) -> str:
    """A hash of a key, of it with a kind, or of these with a value; equal numbers give the same one."""
    whole = [int(one) if isinstance(one, float) and one.is_integer() else one for one in parts]
    return hashlib.blake2b(json.dumps(whole).encode(), digest_size=TAG_LENGTH // 2).hexdigest()


def _searchable(text: str) -> str:
    return text.translate(_LITERAL)


def _tagged(tag: str) -> str:
    return f'array_contains(tags, "{tag}")'


def _and(*parts: str) -> str:
    return f"({' and '.join(parts)})"


def _all(parts: list[str]) -> str:
    return _and(*parts) if parts else EVERYTHING


def _any(parts: list[str]) -> str:
    return f"({' or '.join(parts)})"
