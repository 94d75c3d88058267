"""Sessions of people who signed in: the cookie holds random bytes, the database their digest.

The cookie does not hold the key, which a browser should not store.  It is not a signed value either: its
signing secret would be in the database, and a thief of the database could sign in with it.  A session ends at
sign-out, with its key, or after some hours.
"""

from __future__ import annotations

import json
import time

from qa.server.auth import tokens
from qa.server.auth.database import Database
from qa.server.auth.errors import Forbidden, Unauthenticated
from qa.server.auth.key import Key
from qa.server.auth.key_store import KeyStore
from qa.server.auth.people import packed, unpacked
from qa.server.auth.scopes import Scope

LIFETIME_SECONDS = 12 * 60 * 60


class Sessions:
    """The sessions of a data folder.

    Args:
        database: Where they are stored.
        keys: The keys that people sign in with.
    """

    def __init__(self, database: Database, keys: KeyStore) -> None:
        self._database = database
        self._keys = keys

    def sign_in(self, secret_key: str) -> str:
        """Start a session with a secret key that may ask; returns the secret for the cookie.

        Raises:
            Unauthenticated: The key is not known, or was revoked.
            Forbidden: The key is publishable, or may not ask.
        """
        key = self._keys.find(secret_key)
        if key is None:
            raise Unauthenticated("This key is not known, or was revoked.")
        if key.grant.publishable or not key.may(Scope.ASK):
            raise Forbidden("You cannot sign in with this key. Use a secret key with the scope ask.")
        return self.start(key)

    def start(self, key: Key) -> str:
        """Start a session with `key`, or for the person that it stands for; returns the cookie's secret."""
        secret, now = tokens.new_session(), time.time()
        person = json.dumps(packed(key)) if key.person else None
        with self._database.transaction() as db:
            db.execute("DELETE FROM sessions WHERE expires <= ?", (now,))
            db.execute(
                "INSERT INTO sessions (digest, key, person, expires) VALUES (?, ?, ?, ?)",
                (tokens.digest(secret), None if person else key.id, person, now + LIFETIME_SECONDS),
            )
        return secret

    def find(self, secret: str) -> Key | None:
        """The key of a session; None if the session or the key is not valid any more."""
        row = self._database.connection.execute(
            "SELECT key, person FROM sessions WHERE digest = ? AND expires > ?",
            (tokens.digest(secret), time.time()),
        ).fetchone()
        if row is None:
            return None
        key = unpacked(json.loads(row[1])) if row[1] else self._keys.get(row[0])
        return key if key.valid else None

    def end(self, secret: str) -> None:
        """Sign out."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM sessions WHERE digest = ?", (tokens.digest(secret),))
