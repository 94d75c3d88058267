"""What both clients make of an address and a key, of a call and of its response."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import ValidationError

from qa.client.calls import Call, Reply
from qa.client.errors import ClientError
from qa.client.events import not_sourceline
from qa.server.http.loopback import is_loopback

URL = "http://127.0.0.1:8080"
SECONDS_TO_ANSWER = 60.0
#: An idle connection is given up before the server closes it, which it does after 5 seconds.
SECONDS_IDLE = 4.0


class InvalidAddress(ClientError):
    """This is no address of a server."""


def http_options(url: str, key: str | None, timeout: float) -> dict[str, Any]:
    """The arguments of httpx's clients.

    Args:
        url: Of the server, without an API path; a path under which a proxy has it is kept.
        key: An API key; None if the server needs none.
        timeout: Seconds to wait for a connection, and for each piece of an answer.

    Raises:
        InvalidAddress: `url` is none.
    """
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.port != 0 and bool(parts.hostname)
    except ValueError:
        known = False
    if not known:
        raise InvalidAddress(f"{url!r} is not the address of a server.", field="url", hint=f"Write {URL}.")
    return {
        "base_url": url.rstrip("/"),
        "timeout": timeout,
        "limits": httpx.Limits(max_connections=100, keepalive_expiry=SECONDS_IDLE),
        "headers": {"Authorization": f"Bearer {key}"} if key else {},
        # The user's proxies, but none between a machine and itself.
        "trust_env": not is_loopback(parts.hostname or ""),
    }


def parsed(reply: httpx.Response, call: Call[Reply]) -> Reply:
    """The response as its model.  Raises `NotSourceline`."""
    try:
        return call.reply.model_validate_json(reply.content)
    except ValidationError as error:
        raise not_sourceline(reply) from error
