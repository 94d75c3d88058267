"""Sign-ins of people: a cookie holds random bytes, the file their hash.

Not the key, which a browser should not keep; and not a signed value, whose signing secret would lie in the
file that is to hold nothing of use to a thief.  A session ends with its key, at sign-out, or after a while.
"""

from __future__ import annotations

import time

from qa.server.auth import tokens
from qa.server.auth.database import Database
from qa.server.auth.key_store import KeyStore
from qa.server.auth.keys import Key

SECONDS = 12 * 60 * 60


class Sessions:
    """The sessions of a data folder.

    Args:
        database: Where they are kept.
        keys: Whose.
    """

    def __init__(self, database: Database, keys: KeyStore) -> None:
        self._database = database
        self._keys = keys

    def start(self, key: Key) -> str:
        """Sign in with `key`; the secret for the cookie."""
        secret, moment = tokens.new_session(), time.time()
        with self._database.transaction() as db:
            db.execute("DELETE FROM sessions WHERE expires <= ?", (moment,))
            db.execute(
                "INSERT INTO sessions VALUES (?, ?, ?)", (tokens.digest(secret), key.id, moment + SECONDS)
            )
        return secret

    def find(self, secret: str) -> Key | None:
        """The key that was signed in with, if the session and the key hold."""
        row = self._database.connection.execute(
            "SELECT key FROM sessions WHERE digest = ? AND expires > ?", (tokens.digest(secret), time.time())
        ).fetchone()
        key = self._keys.show(row[0]) if row else None
        return None if key is None or key.revoked else key

    def end(self, secret: str) -> None:
        """Sign out."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM sessions WHERE digest = ?", (tokens.digest(secret),))
