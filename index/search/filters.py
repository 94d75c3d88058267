"""Filters: a small Mongo-like language over metadata, dates and document ids, compiled to SQL.

`{"q": 3}` means that the metadata key `q` equals 3, types kept; a list in the metadata matches by any of its
items.  The keys `published` and `document_id` name the document's own date and id; a metadata key of the same
name is reached as `metadata.published`.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index.dates import instants
from index.errors import InvalidInput
from index.store.catalog.documents import exact_number

OPERATORS = ("$eq", "$in", "$gte", "$lte", "$gt", "$lt")
COMBINATIONS = ("$and", "$or")
DEEPEST = 8
#: SQLite takes no more, less some for the rest of the query.
LONGEST_SQL, MOST_PARAMETERS = 900_000, 30_000
_COMPARED = {"$gte": ">=", "$lte": "<=", "$gt": ">", "$lt": "<"}


class Clause(NamedTuple):
    """A SQL expression over the column `v.key` and its parameters."""

    sql: str
    parameters: tuple[str | float | None, ...]


def compile_filter(filters: Mapping[str, object], field: str = "filters") -> Clause:
    """Compile `filters`.  Raises `InvalidInput`, naming the place in the filter that does not parse."""
    clause = _object(filters, field, 0)
    if len(clause.sql) > LONGEST_SQL or len(clause.parameters) > MOST_PARAMETERS:
        raise InvalidInput(
            f"The filter has too many conditions: their values are {len(clause.parameters):,}.",
            field=field,
            hint=f"Ask with fewer; one $in takes {MOST_PARAMETERS - 2:,} values.",
        )
    return clause


def matching_versions(db: sqlite3.Connection, collection: int, clause: Clause) -> list[int]:
    """Keys of the current versions in a collection that match, ascending."""
    rows = db.execute(
        f"""SELECT v.key FROM versions v JOIN documents d ON d.version = v.key
            WHERE d.collection = ? AND {clause.sql} ORDER BY v.key""",
        (collection, *clause.parameters),
    )
    return [row[0] for row in rows]


def _object(value: object, field: str, depth: int) -> Clause:
    if not isinstance(value, Mapping):
        raise _unfit(field, f"an object was expected, {type(value).__name__} given")
    if depth > DEEPEST:
        raise _unfit(field, f"filters nest at most {DEEPEST} deep")
    clauses = []
    for key, condition in value.items():
        place = f"{field}.{_unicode(key, field)}"
        if key in COMBINATIONS:
            clauses.append(_combination(key, condition, place, depth))
        elif key.startswith("$"):
            raise _unfit(place, f"{key} is not an operator here; use one of {', '.join(COMBINATIONS)}")
        else:
            clauses.append(_condition(key, condition, place))
    return _join(" AND ", clauses) if clauses else Clause("1", ())


def _combination(operator: str, value: object, field: str, depth: int) -> Clause:
    if not isinstance(value, list) or not value:
        raise _unfit(field, "a list of one or more filters was expected")
    parts = [_object(item, f"{field}[{n}]", depth + 1) for n, item in enumerate(value)]
    return _join(" AND " if operator == "$and" else " OR ", parts)


def _join(word: str, clauses: Sequence[Clause]) -> Clause:
    return Clause(
        _halved(word, [clause.sql for clause in clauses]),
        tuple(parameter for clause in clauses for parameter in clause.parameters),
    )


def _halved(word: str, parts: Sequence[str]) -> str:
    """The parts joined as a balanced tree: SQLite takes expressions no deeper than 1,000."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return f"({_halved(word, parts[:middle])}{word}{_halved(word, parts[middle:])})"


def _condition(key: str, condition: object, field: str) -> Clause:
    if not isinstance(condition, Mapping):
        condition = {"$eq": condition}
    if not condition:
        raise _unfit(field, f"an operator was expected: {', '.join(OPERATORS)}")
    clauses = []
    for operator, value in condition.items():
        place = f"{field}.{operator}"
        if operator not in OPERATORS:
            raise _unfit(place, f"{operator} is not an operator; use one of {', '.join(OPERATORS)}")
        if operator == "$in":
            if not isinstance(value, list) or not value:
                raise _unfit(place, "a list of one or more values was expected")
            clauses.append(_any_of(key, value, place))
        else:
            clauses.append(_test(key, operator, value, place))
    return _join(" AND ", clauses)


def _any_of(key: str, values: Sequence[object], field: str) -> Clause:
    if key == "published":
        return _join(" OR ", [_date_test("$eq", value, field) for value in values])
    kinds: dict[tuple[str, str], list[str | float | None]] = {}
    for value in values:
        column, kind, parameter = _operand(value, field)
        kinds.setdefault((column, kind), []).append(parameter)
    return _join(
        " OR ",
        [
            _exists(_name(key), kind, f"a.{column} IN ({','.join('?' * len(given))})", tuple(given))
            if column
            else _exists(_name(key), kind, "1", ())
            for (column, kind), given in kinds.items()
        ],
    )


def _name(key: str) -> str:
    return key if key == "document_id" or key.startswith("metadata.") else f"metadata.{key}"


def _test(key: str, operator: str, value: object, field: str) -> Clause:
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
    return _exists(_name(key), kind, test, () if column == "" else (parameter,))


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


def _date_test(operator: str, value: object, field: str) -> Clause:
    """A date covers its whole day; it is compared by the day's beginning or end as the operator needs."""
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
    return _exists("published", "d", test, parameters)


def _exists(key: str, kind: str, test: str, parameters: tuple[str | float | None, ...]) -> Clause:
    sql = f"v.key IN (SELECT a.version FROM attributes a WHERE a.key = ? AND a.kind = ? AND {test})"
    return Clause(sql, (key, kind, *parameters))


def _unfit(field: str, detail: str) -> InvalidInput:
    return InvalidInput(
        f"The filter does not parse: {detail}.", field=field, hint='Example: {"year": {"$gte": 2020}}.'
    )
