"""Errors that refuse a caller: no key, a key that does not allow this, a key that is used up."""

from __future__ import annotations

from collections.abc import Mapping

from index.errors import SourcelineError


class Refused(SourcelineError):
    """The caller may not do this."""

    @property
    def headers(self) -> Mapping[str, str]:
        """HTTP headers to send with the problem."""
        return {}


class Unauthenticated(Refused):
    """There is no key, or no known one."""

    title = "A key is needed"
    status = 401
    kind = "unauthenticated"

    @property
    def headers(self) -> Mapping[str, str]:
        """How to send a key."""
        return {"WWW-Authenticate": "Bearer"}


class Forbidden(Refused):
    """The key is known and does not allow this."""

    title = "The key does not allow this"
    status = 403
    kind = "forbidden"


class TooManyRequests(Refused):
    """The key has used up its requests.

    Args:
        seconds: How long to wait before the next request, at least 1.
    """

    title = "The key has used up its requests"
    status = 429
    kind = "too-many-requests"

    def __init__(self, detail: str, seconds: int) -> None:
        super().__init__(detail, hint=f"Send it again in {_in_words(seconds)}.")
        self.seconds = seconds

    @property
    def headers(self) -> Mapping[str, str]:
        """When to send the request again."""
        return {"Retry-After": str(self.seconds)}


def _in_words(seconds: int) -> str:
    """A waiting time in the largest unit that fits, rounded up."""
    for unit, name in ((3600, "hour"), (60, "minute")):
        if seconds >= unit:
            count = -(-seconds // unit)
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
