"""Which network addresses may be fetched from: public ones, as a host's name is resolved."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from index.errors import InvalidInput

#: Gives the addresses of a host that may be connected to.  Raises `InvalidInput` if there is none.
Resolve = Callable[[str, int], list[str]]

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Addresses in public ranges that clouds answer on within a machine.
_OF_THE_CLOUD = frozenset(("168.63.129.16",))
#: IPv6 addresses that stand for the IPv4 address in their last 32 bits.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host.

    Raises:
        InvalidInput: It has none, or one of them is not public: private, loopback, link-local, a cloud's own.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InvalidInput(
            f"The host {host!r} is not known.", field="url", hint="Check the address."
        ) from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    for address in addresses:
        if not is_public(address):
            raise InvalidInput(
                f"{host} has the address {address}, which is not on the public internet.",
                field="url",
                hint="Save the page as a file and ingest that.",
            )
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is on the public internet, and any IPv4 address within it is, too."""
    try:
        parsed: _Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    within = _embedded(parsed)
    return _is_global(parsed if within is None else within)


def _is_global(address: _Address) -> bool:
    return address.is_global and not address.is_multicast and str(address) not in _OF_THE_CLOUD


def _embedded(address: _Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
