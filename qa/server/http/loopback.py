"""Addresses that only this machine can reach, and names that nobody else can own."""

from __future__ import annotations

import ipaddress
import re

_PORT = re.compile(r":[0-9]*$")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`; another name than localhost may lead anywhere."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_rebindable(host: str) -> bool:
    """Whether somebody else may own the name in a request's `Host` header.

    Whoever owns a name can have it lead to this machine, and his pages then count as ours to a browser (DNS
    rebinding).  Nobody owns an address, nor a name without a dot.

    Args:
        host: As the header has it, with or without a port.
    """
    name = _PORT.sub("", host)
    try:
        ipaddress.ip_address(name[1:-1] if name.startswith("[") else name)
    except ValueError:
        return "." in name.rstrip(".")
    return False
