"""Secrets of keys and sessions: how they are made, and the digest that is stored in their place.

Only the SHA-256 of a secret is stored.  A slow, salted hash, as passwords need, would add nothing: a password
can be guessed and may be used twice, but a secret here is 32 random bytes.  A fast hash lets every request be
checked.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

SECRET, PUBLISHABLE = "sk", "pk"
_KEY = re.compile(r"(?:sk|pk)_(?P<id>[0-9a-f]{12})_[A-Za-z0-9_-]{43}", re.ASCII)
#: Compared with if there is no such key, so that the check takes equally long.
_NO_DIGEST = bytes(32)


class Token(NamedTuple):
    """A new key.

    Args:
        id: Its public id.
        text: The key itself, shown once and never stored.
    """

    id: str
    text: str


def new_key(*, publishable: bool) -> Token:
    """A new random key: its kind, its id, 32 random bytes."""
    id = secrets.token_hex(6)
    return Token(id, f"{PUBLISHABLE if publishable else SECRET}_{id}_{secrets.token_urlsafe(32)}")


def new_session() -> str:
    """The secret of a new session: 32 random bytes."""
    return secrets.token_urlsafe(32)


def id_of(text: str) -> str | None:
    """The id in the text of a key; None if the text does not have the form of a key."""
    match = _KEY.fullmatch(text)
    return match["id"] if match else None


def digest(text: str) -> bytes:
    """The digest of a secret, which is what is stored."""
    return hashlib.sha256(text.encode()).digest()


def matches(text: str, stored: bytes | None) -> bool:
    """Whether `stored` is the digest of `text`; takes the same time whatever the answer."""
    same = hmac.compare_digest(digest(text), _NO_DIGEST if stored is None else stored)
    return same and stored is not None
