"""Headers of answers that are not for everyone: nobody keeps them, guesses their type, or frames them."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders

_CSP = "Content-Security-Policy"


def keep_private(headers: MutableHeaders) -> None:
    """Add to the headers of an answer what they lack."""
    headers["Cache-Control"] = "no-store"
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    policy = headers.get(_CSP, "")
    if "frame-ancestors" not in policy:
        headers[_CSP] = f"{policy}; frame-ancestors 'none'" if policy else "frame-ancestors 'none'"
