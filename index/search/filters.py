"""Filters: a small Mongo-like language over metadata, dates and document ids, compiled to SQL.

`{"q": 3}` matches documents whose metadata key `q` equals 3, with the same type.  A list in the metadata
matches if any of its items does.  The keys `published`, `document_id` and `source` mean the document's own; a
metadata key of the same name is written `metadata.published`.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from index.dates import instants
from index.errors import InvalidInput
from index.store.catalog.documents import exact_number

OPERATORS = ("$eq", "$in", "$gte", "$lte", "$gt", "$lt")
COMBINATIONS = ("$and", "$or")
#: Comparisons in a filter.  An `$in` counts as one, but an `$in` of dates counts each date.  SQLite may need
#: 90 KB for one comparison.
MOST_TERMS = 200
#: How deep `$and` and `$or` may be nested.
DEEPEST = 8
#: Values of all `$in` together; SQLite accepts 32,766 parameters.
MOST_VALUES = 30_000
_COMPARED = {"$gte": ">=", "$lte": "<=", "$gt": ">", "$lt": "<"}

Parameters = tuple[str | float | None, ...]


class Clause(NamedTuple):
    """A SQL expression over the column `v.key` and its parameters."""

    sql: str
    parameters: Parameters


class _Test(NamedTuple):
    """A SQL expression over one row `a` of `attributes`; several joined by OR search that table once."""

    sql: str
    parameters: Parameters


_Part = Clause | _Test


def compile_filter(filters: Mapping[str, object], field: str = "filters") -> Clause:
    """Compile `filters`.

    Raises:
        InvalidInput: It does not parse (the field names the place in it), or it has more than `MOST_TERMS`
            comparisons, `MOST_VALUES` values or `DEEPEST` levels.  Compiling stops at the first such fault.
    """
    return _clause(_Compiler(field).filter(filters, field, 0))


def matching_versions(db: sqlite3.Connection, collection: int, clause: Clause) -> list[int]:
    """Keys of the current versions in a collection that match, ascending."""
    rows = db.execute(
        f"""SELECT v.key FROM versions v JOIN documents d ON d.version = v.key
            WHERE d.collection = ? AND {clause.sql} ORDER BY v.key""",
        (collection, *clause.parameters),
    )
    return [row[0] for row in rows]


class _Compiler:
    """Compiles one filter and counts its comparisons and values.

    Args:
        field: The name of the whole filter.
    """

    def __init__(self, field: str) -> None:
        self._field = field
        self._terms = 0
        self._values = 0

    def filter(self, value: object, field: str, depth: int) -> _Part:
        """The conjunction of all entries of an object."""
        if not isinstance(value, Mapping):
            raise _unfit(field, f"an object was expected, {type(value).__name__} given")
        if depth > DEEPEST:
            raise _unfit(field, f"$and and $or nest at most {DEEPEST} deep")
        if not value:
            self._count(1)
            return Clause("1", ())
        return _all([self._entry(key, condition, field, depth) for key, condition in value.items()])

    def _entry(self, key: str, condition: object, field: str, depth: int) -> _Part:
        place = f"{field}.{_unicode(key, field)}"
        if key in COMBINATIONS:
            if not isinstance(condition, list) or not condition:
                raise _unfit(place, "a list of one or more filters was expected")
            parts = [self.filter(item, f"{place}[{n}]", depth + 1) for n, item in enumerate(condition)]
            return _all(parts) if key == "$and" else _any(parts)
        if key.startswith("$"):
            raise _unfit(place, f"{key} is not an operator here; use one of {', '.join(COMBINATIONS)}")
        if not isinstance(condition, Mapping):
            condition = {"$eq": condition}
        if not condition:
            raise _unfit(place, f"an operator was expected: {', '.join(OPERATORS)}")
        return _all([self._comparison(key, operator, value, place) for operator, value in condition.items()])

    def _comparison(self, key: str, operator: str, value: object, field: str) -> _Part:
        place = f"{field}.{operator}"
        if operator not in OPERATORS:
            raise _unfit(place, f"{operator} is not an operator; use one of {', '.join(OPERATORS)}")
        if operator != "$in":
            self._count(1)
            return _test(key, operator, value, place)
        if not isinstance(value, list) or not value:
            raise _unfit(place, "a list of one or more values was expected")
        if key == "published":
            self._count(len(value))
            return _any([_date_test("$eq", item, place) for item in value])
        self._count(1)
        self._values += len(value)
        if self._values > MOST_VALUES:
            raise InvalidInput(
                f"The filter has more than {MOST_VALUES:,} values.",
                field=self._field,
                hint=f"Send at most {MOST_VALUES:,} in all its $in together.",
            )
        return _any_of(key, value, place)

    def _count(self, terms: int) -> None:
        self._terms += terms
        if self._terms > MOST_TERMS:
            raise InvalidInput(
                f"The filter has more than {MOST_TERMS} conditions.",
                field=self._field,
                hint=f"Send at most {MOST_TERMS}; many values of one key go into one $in, which counts once.",
            )


def _clause(part: _Part) -> Clause:
    if isinstance(part, Clause):
        return part
    return Clause(f"v.key IN (SELECT a.version FROM attributes a WHERE {part.sql})", part.parameters)


def _all(parts: Sequence[_Part]) -> _Part:
    return parts[0] if len(parts) == 1 else Clause(*_joined(" AND ", [_clause(part) for part in parts]))


def _any(parts: Sequence[_Part]) -> _Part:
    """Tests of one row are joined to one test: SQLite then keeps one set of rows, not one for each."""
    tests = [part for part in parts if isinstance(part, _Test)]
    clauses = [part for part in parts if isinstance(part, Clause)]
    if not clauses:
        return tests[0] if len(tests) == 1 else _Test(*_joined(" OR ", tests))
    return Clause(*_joined(" OR ", [*clauses, _clause(_any(tests))] if tests else clauses))


def _joined(word: str, parts: Sequence[_Part]) -> tuple[str, Parameters]:
    sql = word.join(part.sql for part in parts)
    return f"({sql})", tuple(chain.from_iterable(part.parameters for part in parts))


def _any_of(key: str, values: Sequence[object], field: str) -> _Part:
    kinds: dict[tuple[str, str], list[str | float | None]] = {}
    for value in values:
        column, kind, parameter = _operand(value, field)
        kinds.setdefault((column, kind), []).append(parameter)
    return _any(
        [
            _attribute(_name(key), kind, f"a.{column} IN ({','.join('?' * len(given))})", tuple(given))
            if column
            else _attribute(_name(key), kind, "1", ())
            for (column, kind), given in kinds.items()
        ]
    )


def _name(key: str) -> str:
    return key if key in ("document_id", "source") or key.startswith("metadata.") else f"metadata.{key}"


def _test(key: str, operator: str, value: object, field: str) -> _Test:
    """One comparison of one attribute."""
    if key == "published":
        return _date_test(operator, value, field)
    column, kind, parameter = _operand(value, field)
    if operator == "$eq":
        test = "1" if column == "" else f"a.{column} = ?"
    elif kind in ("n", "s"):
        test = f"a.{column} {_COMPARED[operator]} ?"
    else:
        raise _unfit(field, f"{operator} compares numbers or text")
    return _attribute(_name(key), kind, test, () if column == "" else (parameter,))


def _operand(value: object, field: str) -> tuple[str, str, str | int | float | None]:
    if value is None:
        return "", "z", None
    if isinstance(value, bool):
        return "number", "b", float(value)
    if isinstance(value, int | float):
        try:
            if not math.isfinite(value):
                raise _unfit(field, "the number is not finite")
            return "number", "n", exact_number(value)
        except OverflowError as error:
            raise _unfit(field, "the number is too large") from error
    if isinstance(value, str):
        return "string", "s", _unicode(value, field)
    raise _unfit(field, f"text, a number, true, false or null was expected, {type(value).__name__} given")


def _unicode(text: str, field: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _unfit(field, "the text holds half a surrogate pair") from error
    return text


def _date_test(operator: str, value: object, field: str) -> _Test:
    """A date covers its whole day; the operator decides whether its start or its end is compared."""
    if not isinstance(value, str):
        raise _unfit(field, "an ISO 8601 date was expected")
    begins, ends = instants(value, field)
    test, parameters = {
        "$eq": ("a.number < ? AND a.upper > ?", (ends, begins)),
        "$gte": ("a.upper > ?", (begins,)),
        "$gt": ("a.number >= ?", (ends,)),
        "$lte": ("a.number < ?", (ends,)),
        "$lt": ("a.upper <= ?", (begins,)),
    }[operator]
    return _attribute("published", "d", test, parameters)


def _attribute(key: str, kind: str, test: str, parameters: Parameters) -> _Test:
    return _Test(f"(a.key = ? AND a.kind = ? AND {test})", (key, kind, *parameters))


def _unfit(field: str, detail: str) -> InvalidInput:
    return InvalidInput(
        f"The filter does not parse: {detail}.", field=field, hint='Example: {"year": {"$gte": 2020}}.'
    )
