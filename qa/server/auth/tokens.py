"""The secrets themselves: how they are made, and what is kept of them.

Only their SHA-256 is kept.  A slow hash with salt, as passwords need, would add nothing: those defend words
that people choose, which can be guessed.  These are 32 random bytes: nobody tries 2**256 of them, however
fast the hash, and no two are alike, so that no table can be made beforehand.  A fast hash lets every request
be checked.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

SECRET, PUBLISHABLE = "sk", "pk"
_KEY = re.compile(r"(?:sk|pk)_(?P<id>[0-9a-f]{12})_[A-Za-z0-9_-]{43}", re.ASCII)
#: Compared with where there is no such key, so that it takes as long as where there is one.
_NOBODY = bytes(32)


class Token(NamedTuple):
    """A new key.

    Args:
        id: Names it; no secret.
        text: The key itself, shown once and never kept.
    """

    id: str
    text: str


def new_key(*, publishable: bool) -> Token:
    """A key that nobody has guessed: its kind, its id, 32 random bytes."""
    id = secrets.token_hex(6)
    return Token(id, f"{PUBLISHABLE if publishable else SECRET}_{id}_{secrets.token_urlsafe(32)}")


def new_session() -> str:
    """A session's secret: 32 random bytes."""
    return secrets.token_urlsafe(32)


def id_of(text: str) -> str | None:
    """The id in a key; None for what has not the shape of one."""
    match = _KEY.fullmatch(text)
    return match["id"] if match else None


def digest(text: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(text.encode()).digest()


def matches(text: str, kept: bytes | None) -> bool:
    """Whether `kept` is the digest of `text`, in the same time whatever the answer."""
    same = hmac.compare_digest(digest(text), _NOBODY if kept is None else kept)
    return same and kept is not None
