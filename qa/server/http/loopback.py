"""Hosts that only this machine can reach, and host names that somebody else may own."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

_PORT = re.compile(r":[0-9]*$")


@lru_cache(64)
def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`; a name other than localhost may resolve to anything."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@lru_cache(64)
def is_rebindable(host: str) -> bool:
    """Whether a DNS rebinding attack can use this `Host` header.

    The owner of a name can point it at this machine; a browser then treats the owner's pages as ours.  Nobody
    owns an IP address or a name without a dot.

    Args:
        host: The header's value, with or without a port.
    """
    name = _PORT.sub("", host)
    try:
        ipaddress.ip_address(name[1:-1] if name.startswith("[") else name)
    except ValueError:
        return "." in name.rstrip(".")
    return False
