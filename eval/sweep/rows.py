"""The rows of a sweep, from what is to be varied."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from eval.sweep.knobs import Row, check_name
from index.errors import InvalidInput

MOST_ROWS = 200


def rows_of(varied: Sequence[str], *, grid: bool) -> list[Row]:
    """What is set, then each value alone; with `grid`, then every combination.

    Args:
        varied: Each "name=value,value".

    Raises:
        InvalidInput: One is not of that form, or cannot be varied; or there are more than `MOST_ROWS` rows.
    """
    values: dict[str, list[str]] = {}
    for one in varied:
        name, _, given = one.partition("=")
        found = [value.strip() for value in given.split(",") if value.strip()]
        if not found:
            raise InvalidInput(f"{one!r} has no values.", field="--vary", hint="Write candidates=50,100.")
        check_name(name)
        values.setdefault(name, []).extend(found)
    if grid:
        combined = product(*([(name, value) for value in found] for name, found in values.items()))
        changes = [dict(pairs) for pairs in combined] if values else []
    else:
        changes = [{name: value} for name, found in values.items() for value in found]
    rows = [Row({}), *map(Row, changes)]
    if len(rows) > MOST_ROWS:
        raise InvalidInput(f"That makes {len(rows)} rows.", field="--vary", hint=f"At most {MOST_ROWS}.")
    unique = {row.name: row for row in rows}
    return list(unique.values())
