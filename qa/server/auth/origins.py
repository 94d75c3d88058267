"""Origins of web pages: scheme, host and port, in the one way that browsers write them.

There are no wildcards and no patterns: two origins are the same when their normal forms are the same text.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import idna

from index.errors import InvalidInput

DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST = 300
_ASCII_HOST = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def normalise(text: str, field: str = "origin") -> str:
    """`text` as browsers write it: lower case, the host in ASCII, no default port.

    Raises:
        InvalidInput: It is no origin; `field` names it.
    """
    try:
        parts = _parts(text)
        host = _host(parts.hostname or "")
        port = parts.port
        if port == 0:
            raise ValueError("port 0 cannot be reached")
    except ValueError as error:
        raise InvalidInput(
            f"{text[:80]!r} is no origin: {error}.",
            field=field,
            hint="Write scheme, host and, where it is not the usual one, port: https://www.example.org or "
            "http://localhost:3000.",
        ) from None
    return f"{parts.scheme}://{host}" + ("" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}")


def _parts(text: str) -> SplitResult:
    if "*" in text:
        raise ValueError("there are no wildcards")
    if len(text) > LONGEST or not text.isprintable() or set(text) & set(' \\<>"'):
        raise ValueError("it is too long, or has blanks or signs that no origin has")
    parts = urlsplit(text)
    if parts.scheme not in DEFAULT_PORTS or not text[len(parts.scheme) :].startswith("://"):
        raise ValueError("it must start with https:// or http://")
    if parts.path or "?" in text or "#" in text:
        raise ValueError("it must end with the host or the port, without a path, not even /")
    if "@" in parts.netloc or parts.netloc.endswith(":"):
        raise ValueError("it must have no user, and a port where there is a colon")
    return parts


def _host(host: str) -> str:
    if ":" in host:
        if "%" in host:
            raise ValueError("the address has a zone")
        return f"[{_v6(host)}]"
    ascii = host if host.isascii() else _punycode(host)
    if not _ASCII_HOST.fullmatch(ascii):
        raise ValueError("the host is none")
    if _NUMBER.fullmatch(ascii.rstrip(".").rpartition(".")[2]):
        return str(ipaddress.IPv4Address(ascii))  # browsers take what ends in a number for an address
    return ascii


def _v6(host: str) -> str:
    """As browsers write it: never with a dotted end."""
    groups = [f"{int(group, 16):x}" for group in ipaddress.IPv6Address(host).exploded.split(":")]
    start, length = max(
        ((n, _zeros(groups, n)) for n in range(8)), key=lambda run: (run[1], -run[0]), default=(0, 0)
    )
    if length < 2:
        return ":".join(groups)
    return ":".join(groups[:start]) + "::" + ":".join(groups[start + length :])


def _zeros(groups: list[str], start: int) -> int:
    """How many groups from `start` on are zero."""
    end = start
    while end < len(groups) and groups[end] == "0":
        end += 1
    return end - start


def _punycode(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise ValueError("the host is none") from None
