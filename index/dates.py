"""Dates of documents: their canonical form, and the time each of them covers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

from index.errors import InvalidInput

DAY = 86_400
EPOCH = date(1970, 1, 1).toordinal()


class Instants(NamedTuple):
    """Half-open `[start, end)` in whole seconds since 1970-01-01 00:00 UTC; negative before."""

    start: int
    end: int


def parse_published(value: str, field: str = "published") -> str:
    """Bring an ISO 8601 date or date-time to its canonical form.

    Args:
        value: For example `2024-11-05`, `2024-11-05T09:30:00+01:00` or `2024-11-05 08:30`.  A time without an
            offset is UTC.
        field: Names the value in the error.

    Returns:
        `2024-11-05`, or `2024-11-05T08:30:00Z` (UTC, whole seconds); empty for an empty value.

    Raises:
        InvalidInput: Anything else.
    """
    value = value.strip()
    if not value:
        return ""
    parsed = _parse(value, field)
    if isinstance(parsed, datetime):
        return parsed.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    return parsed.isoformat()


def iso_date(value: str) -> str:
    """The canonical form of an ISO date, also with more behind it; empty for anything else."""
    for text in (value, value[:10]):
        try:
            return parse_published(text)
        except InvalidInput:
            continue
    return ""


def instants(value: str, field: str = "published") -> Instants:
    """The time that a date or date-time covers: the whole day (UTC), or one second.

    Raises:
        InvalidInput: The value is empty or not an ISO 8601 date or date-time.
    """
    parsed = _parse(value.strip(), field)
    start = (parsed.toordinal() - EPOCH) * DAY
    if not isinstance(parsed, datetime):
        return Instants(start, start + DAY)
    start += parsed.hour * 3600 + parsed.minute * 60 + parsed.second
    return Instants(start, start + 1)


def last_moment(value: str, field: str = "as_of") -> str:
    """The last moment that a date or date-time covers, as the catalog writes moments.

    A date ends with its day (UTC), a time without a fraction with its second.  Raises `InvalidInput`.
    """
    parsed = _parse(value.strip(), field)
    if not isinstance(parsed, datetime):
        parsed = datetime(parsed.year, parsed.month, parsed.day, 23, 59, 59, tzinfo=UTC)
    if not parsed.microsecond:
        parsed = parsed.replace(microsecond=999_999)
    return parsed.isoformat(timespec="microseconds")


def _parse(value: str, field: str) -> date | datetime:
    """A date, or a date-time in UTC."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(
            f"{value[:60]!r} is not an ISO 8601 date or date-time.",
            field=field,
            hint="Write it as 2024-11-05 or 2024-11-05T09:30:00Z.",
        ) from error
