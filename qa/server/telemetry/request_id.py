"""The id of a request: the sender's own, so that several services' logs can be joined, or one made here."""

from __future__ import annotations

import re
import uuid

from starlette.datastructures import Headers

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}", re.ASCII)
#: What looks like a secret is not logged, whoever sent it and wherever.
_SECRET = re.compile(r"(?:^|[^A-Za-z0-9])(?:sk|pk)_[0-9a-f]{12}_", re.ASCII)


def request_id(headers: Headers) -> str:
    """The id in the header if it is short, plain ASCII and no key; a new random one otherwise."""
    given = headers.get(HEADER, "")
    if _SANE.fullmatch(given) and not _SECRET.search(given):
        return given
    return uuid.uuid4().hex
