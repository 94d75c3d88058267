"""The stored keys: create, find, list and revoke them."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from index.errors import NotFound
from index.store.catalog import now
from qa.server.auth import tokens
from qa.server.auth.database import Database
from qa.server.auth.key import Grant, Key, validated
from qa.server.auth.scopes import Scope


class NewKey(NamedTuple):
    """A new key and its secret, which is not stored anywhere."""

    key: Key
    secret: str


_COLUMNS = (
    "id, name, publishable, scopes, collections, origins, per_minute, per_day, created, revoked, last_used"
)


def _key(row: tuple[Any, ...]) -> Key:
    id, name, publishable, scopes, collections, origins, per_minute, per_day, *moments = row
    grant = Grant(
        name,
        tuple(Scope(scope) for scope in json.loads(scopes)),
        tuple(json.loads(collections)),
        bool(publishable),
        tuple(json.loads(origins)),
        per_minute,
        per_day,
    )
    return Key(id, grant, *moments)


class KeyStore:
    """The keys of a data folder.  Safe to call from many threads and processes.

    Args:
        database: Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close this thread's connection."""
        self._database.close()

    def create(self, grant: Grant) -> NewKey:
        """Create a key.  Raises `InvalidInput` if the grant is not valid."""
        grant = validated(grant)
        token = tokens.new_key(publishable=grant.publishable)
        lists = (json.dumps(values) for values in (grant.scopes, grant.collections, grant.origins))
        row = (token.id, grant.name, grant.publishable, *lists, grant.per_minute, grant.per_day, now())
        with self._database.transaction() as db:
            db.execute(
                f"INSERT INTO keys ({_COLUMNS}, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)",
                (*row, tokens.digest(token.text)),
            )
        return NewKey(self.get(token.id), token.text)

    def list_all(self) -> list[Key]:
        """All keys ever created, revoked ones too, oldest first."""
        rows = self._database.connection.execute(f"SELECT {_COLUMNS} FROM keys ORDER BY created, id")
        return [_key(row) for row in rows]

    def get(self, id: str) -> Key:
        """The key with that id.  Raises `NotFound`."""
        row = self._database.connection.execute(f"SELECT {_COLUMNS} FROM keys WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise NotFound(f"There is no key {id[:40]!r}.", field="id", hint="`qa keys list` shows all.")
        return _key(row)

    def revoke(self, id: str) -> Key:
        """Revoke a key and end the sessions that were started with it.  Raises `NotFound`."""
        with self._database.transaction() as db:
            db.execute("UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL", (now(), id))
            db.execute("DELETE FROM sessions WHERE key = ?", (id,))
        return self.get(id)

    def naming(self, collection: str) -> list[Key]:
        """The keys that are restricted to collections, of which this is one, and not revoked."""
        return [key for key in self.list_all() if collection in key.grant.collections and not key.revoked]

    def rename_collection(self, old: str, new: str) -> None:
        """Let every key that names a collection name it by its new name."""
        with self._database.transaction() as db:
            for id, names in db.execute("SELECT id, collections FROM keys").fetchall():
                named = json.loads(names)
                if old in named:
                    follow = dict.fromkeys(new if name == old else name for name in named)
                    db.execute("UPDATE keys SET collections = ? WHERE id = ?", (json.dumps([*follow]), id))

    def find(self, text: str) -> Key | None:
        """The valid key whose secret is `text`; None if there is none."""
        row = self._database.connection.execute(
            f"SELECT {_COLUMNS}, digest FROM keys WHERE id = ?", (tokens.id_of(text),)
        ).fetchone()
        if not tokens.matches(text, row and row[-1]):
            return None
        key = _key(row[:-1])
        return None if key.revoked else key

    def any_made(self) -> bool:
        """Whether a key was ever created: revoking the last one must not open the service to everyone."""
        return self._database.connection.execute("SELECT 1 FROM keys LIMIT 1").fetchone() is not None

    def any_active(self) -> bool:
        """Whether there is a key that is not revoked."""
        row = self._database.connection.execute("SELECT 1 FROM keys WHERE revoked IS NULL LIMIT 1").fetchone()
        return row is not None

    def origins(self) -> list[str]:
        """The origins of all publishable keys that are not revoked."""
        rows = self._database.connection.execute(
            """SELECT DISTINCT value FROM keys, json_each(keys.origins)
               WHERE publishable AND revoked IS NULL ORDER BY value"""
        )
        return [origin for (origin,) in rows]
