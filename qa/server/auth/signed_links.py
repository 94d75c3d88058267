"""Signed links: a link that opens one page for some hours, for a reader who has no key.

Readers of a site with a publishable key cannot sign in, but must be able to open what an answer cites.  The
signing secret is stored in the key database.  A thief of that file has the documents beside it anyway, so the
secret reveals nothing more.  Keys and sessions are stored as digests because they open more than that.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cached_property

from itsdangerous import BadSignature, TimestampSigner

from index.errors import NotFound
from qa.server.auth.database import Database
from qa.server.auth.key import Key
from qa.server.auth.key_store import KeyStore

LIFETIME_SECONDS = 12 * 60 * 60
#: Comes between a link and its ticket: the key's id, the time of signing and the signature.
TICKET = "&ticket="


class LinkSigner:
    """Signs the links of a data folder, and checks them.

    Args:
        database: Where the signing secret is stored.
        keys: The keys in whose name links are signed.
    """

    def __init__(self, database: Database, keys: KeyStore) -> None:
        self._database = database
        self._keys = keys

    def sign(self, link: str, key: Key) -> str:
        """`link` with a ticket: whoever has it may open the page until it expires or `key` holds no more.

        Args:
            link: A path with a query, and perhaps a fragment, which is not signed.
            key: The key in whose name the page is opened.
        """
        target, hash_mark, fragment = link.partition("#")
        return self._signer.sign(f"{target}{TICKET}{key.id}").decode() + hash_mark + fragment

    def verify(self, link: str) -> Key | None:
        """The key in whose name `link`, as it was requested, is signed; None if it opens nothing."""
        try:
            signed = self._signer.unsign(link, max_age=LIFETIME_SECONDS).decode()
            key = self._keys.get(signed.rpartition(TICKET)[2])
        except (BadSignature, NotFound):
            return None
        return key if key.valid else None

    @cached_property
    def secret(self) -> bytes:
        """All processes share one secret: the first one that needs it makes it."""
        with self._database.transaction() as db:
            db.execute("INSERT OR IGNORE INTO signing VALUES (1, ?)", (secrets.token_bytes(32),))
            secret: bytes = db.execute("SELECT secret FROM signing").fetchone()[0]
        return secret

    @cached_property
    def _signer(self) -> TimestampSigner:
        return TimestampSigner(
            self.secret, salt="sourceline.link", key_derivation="hmac", digest_method=hashlib.sha256
        )
