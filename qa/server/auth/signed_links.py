"""Addresses that open one page for a while: the address, when it ends, and a signature over both.

Readers of a site that a publishable key was made for have no key to sign in with, and are to see what an
answer cites.  What signs lies in the file of keys.  Whoever reads that file reads the documents beside it,
so it tells a thief nothing more; keys and sessions are kept as hashes because they open more than that.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from functools import cached_property

from qa.server.auth.database import Database
from qa.server.auth.key_store import KeyStore
from qa.server.auth.keys import Key

SECONDS = 12 * 60 * 60
MARK = "&ticket="


class Tickets:
    """Signs addresses for a data folder.

    Args:
        database: Where the signing secret is kept.
        keys: In whose names it is signed.
    """

    def __init__(self, database: Database, keys: KeyStore) -> None:
        self._database = database
        self._keys = keys

    def signed(self, address: str, key: Key) -> str:
        """`address`, a path with a query, opened to whoever has it until it ends or `key` is revoked."""
        target, _, fragment = address.partition("#")
        claim = f"{key.id}.{int(time.time()) + SECONDS}"
        return f"{target}{MARK}{claim}.{self._mac(target, claim)}" + (f"#{fragment}" if fragment else "")

    def find(self, address: str) -> Key | None:
        """The key in whose name `address` (as it was called, without fragment) is open, if it is."""
        target, marked, ticket = address.partition(MARK)
        if not marked:
            return None
        claim, _, mac = ticket.rpartition(".")
        id, _, expires = claim.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac(target, claim).encode()):
            return None
        key = self._keys.show(id)
        return None if int(expires) <= time.time() or key.revoked else key

    def _mac(self, target: str, claim: str) -> str:
        mac = hmac.digest(self._secret, f"{claim}\n{target}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")

    @cached_property
    def _secret(self) -> bytes:
        """The same for all processes: whoever needs it first makes it."""
        with self._database.transaction() as db:
            db.execute("INSERT OR IGNORE INTO signing VALUES (1, ?)", (secrets.token_bytes(32),))
            secret: bytes = db.execute("SELECT secret FROM signing").fetchone()[0]
        return secret
