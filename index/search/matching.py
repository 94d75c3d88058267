"""Which versions match a filter, and which of its conditions none can meet."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from index.search.filters import CompiledFilter
from index.store.catalog.passages import VALID_AT

_KINDS = {"n": "a number", "s": "text", "b": "true or false", "z": "null", "d": "a date"}


class FilterWarning(NamedTuple):
    """A condition that no document can meet, named by its place in the filter."""

    field: str
    message: str


def matching_versions(
    db: sqlite3.Connection, collection: int, compiled: CompiledFilter, moment: str = ""
) -> list[int]:
    """Keys of the current versions in a collection that match, ascending.

    Args:
        moment: Versions that were current then, ISO 8601 as in the catalog; empty for now.
    """
    sql, parameters = compiled.clause
    if moment:
        rows = db.execute(
            f"""SELECT v.key FROM versions v WHERE v.key IN (
                  SELECT p.version FROM passages p WHERE p.collection = ? AND {VALID_AT})
                AND {sql} ORDER BY v.key""",
            (collection, moment, moment, *parameters),
        )
    else:
        rows = db.execute(
            f"""SELECT v.key FROM versions v JOIN documents d ON d.version = v.key
                WHERE d.collection = ? AND {sql} ORDER BY v.key""",
            (collection, *parameters),
        )
    return [row[0] for row in rows]


def unmet(
    db: sqlite3.Connection, collection: int, compiled: CompiledFilter, *, any_version: bool = False
) -> list[FilterWarning]:
    """The comparisons with a field that no document of a collection has, or never with that type of value.

    Args:
        any_version: Look at replaced versions too.
    """
    return unmet_by(compiled, partial(_has, db, collection, any_version))


def unmet_by(compiled: CompiledFilter, has: Callable[[str, str], bool]) -> list[FilterWarning]:
    """As `unmet`, by whether any document has a value of a kind under a key."""
    kinds: dict[str, list[str]] = {}
    found = []
    for key, kind, field in dict.fromkeys(compiled.compared):
        if key not in kinds:
            kinds[key] = [one for one in _KINDS if has(key, one)]
        name = key.removeprefix("metadata.")
        if not kinds[key]:
            found.append(FilterWarning(field, f"No document here has {name!r}."))
        elif kind and kind not in kinds[key]:
            held = " or ".join(_KINDS[one] for one in kinds[key])
            found.append(
                FilterWarning(field, f"{name!r} is compared with {_KINDS[kind]}; here it is {held}.")
            )
    return found


def _has(db: sqlite3.Connection, collection: int, any_version: bool, key: str, kind: str) -> bool:
    """Whether documents of a collection have a value of this kind under a key."""
    row = db.execute(
        """SELECT 1 FROM attributes a JOIN versions v ON v.key = a.version
           JOIN documents d ON d.key = v.document AND (? OR d.version = v.key)
           WHERE a.key = ? AND a.kind = ? AND d.collection = ? LIMIT 1""",
        (any_version, key, kind, collection),
    )
    return row.fetchone() is not None
