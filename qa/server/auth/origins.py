"""Origins of web pages (scheme, host and port), normalised as browsers do.

There are no wildcards and no patterns: two origins are the same if their normalised texts are the same.
"""

from __future__ import annotations

import re

from ada_url import URL, HostType

from index.errors import InvalidInput

MAX_CHARACTERS = 300
#: Scheme and authority alone: no user, path, query, fragment or escape, and nothing that a browser drops.
_ORIGIN = re.compile(r"https?://[^\s/\\?#@%<>\"\0-\x1f\x7f]+", re.IGNORECASE)
#: A name in ASCII whose labels have at most 63 characters, or an IPv6 address.
_HOST = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?|\[[0-9a-f:]+\]")


def normalise(text: str, field: str = "origin") -> str:
    """`text` as browsers write an origin: lower case, the host in ASCII, no default port.

    Raises:
        InvalidInput: It is not an origin; the error names `field`.
    """
    try:
        return _parse(text)
    except ValueError as error:
        raise InvalidInput(
            f"{text[:80]!r} is not an origin: {error}.",
            field=field,
            hint="Write the scheme, the host and, if it is not the default one, the port: "
            "https://www.example.org or http://localhost:3000.",
        ) from None


def _parse(text: str) -> str:
    if "*" in text:
        raise ValueError("there are no wildcards")
    if len(text) > MAX_CHARACTERS or not text.isprintable():
        raise ValueError(f"it has more than {MAX_CHARACTERS} characters, or some that cannot be printed")
    if not text.lower().startswith(("https://", "http://")):
        raise ValueError("it must start with https:// or http://")
    if not _ORIGIN.fullmatch(text):
        raise ValueError("it must be written without a path, not even /, without a user and without blanks")
    try:
        url = URL(text)
    except ValueError:
        raise ValueError("the host or the port is not valid") from None
    if not _HOST.fullmatch(url.hostname):
        raise ValueError("the host is not valid")
    written = text.partition("://")[2].partition(":")[0]
    if url.host_type is HostType.IPV4 and url.hostname != written:
        raise ValueError(f"the address must be written in full: {url.hostname}")
    if url.port == "0" or text.endswith(":"):
        raise ValueError("the port is not valid")
    return str(url.origin)
