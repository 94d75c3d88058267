"""Filters: a small Mongo-like language over metadata, dates and document ids, compiled to SQL.

`{"q": 3}` matches documents whose metadata key `q` equals 3, with the same type.  A list in the metadata
matches if any of its items does; a list in the filter means any of its values.  `$ne`, `$nin` and `$not`
match whatever the positive condition does not, so also documents without the key.  The keys `published`,
`modified`, `ingested`, `document_id`, `source` and `language` mean the document's own; a metadata key of the
same name is written `metadata.published`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from index.dates import instants
from index.errors import InvalidInput
from index.store.catalog import folded
from index.store.catalog.attributes import exact_number

OPERATORS = ("$eq", "$ne", "$in", "$nin", "$gte", "$lte", "$gt", "$lt", "$contains", "$exists", "$not")
COMBINATIONS = ("$and", "$or", "$not")
#: The document's own dates.
DATES = ("published", "modified", "ingested")
#: Text of the document's own, beside its dates, rather than of its metadata.
OWN_KEYS = ("document_id", "source", "language")
#: Comparisons in a filter.  An `$in` counts as one, but an `$in` of dates counts each date.  SQLite may need
#: 90 KB for one comparison.
MOST_TERMS = 200
#: How deep `$and`, `$or` and `$not` may be nested.
DEEPEST = 8
#: Values of all `$in` and `$nin` together; SQLite accepts 32,766 parameters.
MOST_VALUES = 30_000
_COMPARED = {"$gte": ">=", "$lte": "<=", "$gt": ">", "$lt": "<"}
_OPPOSITES = {"$ne": "$eq", "$nin": "$in"}

Parameters = tuple[str | float | None, ...]


class Clause(NamedTuple):
    """A SQL expression over the column `v.key` and its parameters."""

    sql: str
    parameters: Parameters


class Compared(NamedTuple):
    """What a comparison needs of a document: a value of this kind under this key of `attributes`.

    Args:
        kind: As in `attributes`; empty for any.
        field: The place in the filter.
    """

    key: str
    kind: str
    field: str


class CompiledFilter(NamedTuple):
    """A filter as SQL, and what its comparisons need."""

    clause: Clause
    compared: tuple[Compared, ...]


#: What every version matches.
EVERYTHING = CompiledFilter(Clause("1", ()), ())


class _Test(NamedTuple):
    """A SQL expression over one row `a` of `attributes`; several joined by OR search that table once.

    Args:
        compared: The keys and kinds of value that it looks at.
    """

    sql: str
    parameters: Parameters
    compared: tuple[tuple[str, str], ...] = ()


_Part = Clause | _Test


def compile_filter(filters: Mapping[str, object], field: str = "filters") -> CompiledFilter:
    """Compile `filters`.

    Raises:
        InvalidInput: It does not parse (the field names the place in it), or it has more than `MOST_TERMS`
            comparisons, `MOST_VALUES` values or `DEEPEST` levels.  Compiling stops at the first such fault.
    """
    compiler = _Compiler(field)
    clause = _clause(compiler.filter(filters, field, 0))
    return CompiledFilter(clause, tuple(compiler.compared))


class _Compiler:
    """Compiles one filter and counts its comparisons and values.

    Args:
        field: The name of the whole filter.
    """

    def __init__(self, field: str) -> None:
        self._field = field
        self._terms = 0
        self._values = 0
        self.compared: list[Compared] = []

    def filter(self, value: object, field: str, depth: int) -> _Part:
        """The conjunction of all entries of an object."""
        if not isinstance(value, Mapping):
            raise _unfit(field, f"an object was expected, {type(value).__name__} given")
        if depth > DEEPEST:
            raise _unfit(field, f"$and, $or and $not nest at most {DEEPEST} deep")
        if not value:
            self._count(1)
            return Clause("1", ())
        return _all([self._entry(key, condition, field, depth) for key, condition in value.items()])

    def _entry(self, key: str, condition: object, field: str, depth: int) -> _Part:
        place = f"{field}.{_unicode(key, field)}"
        if not key:
            raise _unfit(field, "a key is empty")
        if key == "$not":
            return _none_of(self.filter(condition, place, depth + 1))
        if key in COMBINATIONS:
            if not isinstance(condition, list) or not condition:
                raise _unfit(place, "a list of one or more filters was expected")
            parts = [self.filter(item, f"{place}[{n}]", depth + 1) for n, item in enumerate(condition)]
            return _all(parts) if key == "$and" else _any(parts)
        if key.startswith("$"):
            raise _unfit(place, f"{key} is not an operator here; use one of {', '.join(COMBINATIONS)}")
        return self._conditions(
            key, condition if isinstance(condition, Mapping) else {"$eq": condition}, place, depth
        )

    def _conditions(self, key: str, conditions: Mapping[str, object], place: str, depth: int) -> _Part:
        """The conjunction of all conditions on one key."""
        if depth > DEEPEST:
            raise _unfit(place, f"$and, $or and $not nest at most {DEEPEST} deep")
        if not conditions:
            raise _unfit(place, f"an operator was expected: {', '.join(OPERATORS)}")
        return _all(
            [self._comparison(key, operator, value, place, depth) for operator, value in conditions.items()]
        )

    def _comparison(self, key: str, operator: str, value: object, field: str, depth: int) -> _Part:
        place = f"{field}.{operator}"
        if operator not in OPERATORS:
            raise _unfit(place, f"{operator} is not an operator; use one of {', '.join(OPERATORS)}")
        if operator == "$not":
            if not isinstance(value, Mapping):
                raise _unfit(place, "an object with operators was expected; $ne takes a value")
            return _none_of(self._conditions(key, value, place, depth + 1))
        if operator in _OPPOSITES:
            return _none_of(self._positive(key, _OPPOSITES[operator], value, place))
        return self._positive(key, operator, value, place)

    def _positive(self, key: str, operator: str, value: object, place: str) -> _Part:
        if operator == "$in" or (operator == "$eq" and isinstance(value, list)):
            return self._any_of(key, value, place)
        self._count(1)
        if operator == "$exists":
            return _existing(key, value, place)
        return self._note(_test(key, operator, value, place), place)

    def _any_of(self, key: str, value: object, place: str) -> _Part:
        if not isinstance(value, list) or not value:
            raise _unfit(place, "a list of one or more values was expected")
        if key in DATES:
            self._count(len(value))
            return self._note(_any([_date_test(key, "$eq", item, place) for item in value]), place)
        self._count(1)
        self._values += len(value)
        if self._values > MOST_VALUES:
            raise InvalidInput(
                f"The filter has more than {MOST_VALUES:,} values.",
                field=self._field,
                hint=f"Send at most {MOST_VALUES:,} in all its $in together.",
            )
        return self._note(_any_of(key, value, place), place)

    def _note(self, part: _Part, place: str) -> _Part:
        """Keep which key and kinds of value a comparison needs."""
        if isinstance(part, _Test):
            self.compared += [Compared(key, kind, place) for key, kind in part.compared]
        return part

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
        compared = dict.fromkeys(chain.from_iterable(test.compared for test in tests))
        return tests[0] if len(tests) == 1 else _Test(*_joined(" OR ", tests), tuple(compared))
    return Clause(*_joined(" OR ", [*clauses, _clause(_any(tests))] if tests else clauses))


def _none_of(part: _Part) -> Clause:
    sql, parameters = _clause(part)
    return Clause(f"NOT ({sql})", parameters)


def _existing(key: str, value: object, field: str) -> _Part:
    if not isinstance(value, bool):
        raise _unfit(field, "true or false was expected")
    found = _Test("(a.key = ?)", (_name(key),))
    return found if value else _none_of(found)


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
    known = key in (*DATES, *OWN_KEYS) or key.startswith("metadata.")
    return key if known else f"metadata.{key}"


def _test(key: str, operator: str, value: object, field: str) -> _Test:
    """One comparison of one attribute."""
    if key in DATES:
        return _date_test(key, operator, value, field)
    column, kind, parameter = _operand(value, field)
    if operator == "$contains":
        if not isinstance(value, str):
            raise _unfit(field, "$contains looks for text in text; a list that has a value is `$eq`")
        test, parameter = "instr(folded(a.string), ?) > 0", folded(value)
    elif operator == "$eq":
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


def _date_test(key: str, operator: str, value: object, field: str) -> _Test:
    """A date covers its whole day; the operator decides whether its start or its end is compared."""
    if operator == "$contains":
        raise _unfit(field, f"{key} is a date; compare it with {', '.join(_COMPARED)}")
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
    return _attribute(key, "d", test, parameters)


def _attribute(key: str, kind: str, test: str, parameters: Parameters) -> _Test:
    return _Test(f"(a.key = ? AND a.kind = ? AND {test})", (key, kind, *parameters), ((key, kind),))


def _unfit(field: str, detail: str) -> InvalidInput:
    return InvalidInput(
        f"The filter does not parse: {detail}.", field=field, hint='Example: {"year": {"$gte": 2020}}.'
    )
