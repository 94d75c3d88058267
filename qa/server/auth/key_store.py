"""Keys made, found, listed, revoked."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from index.errors import NotFound
from index.store.catalog import now
from qa.server.auth import tokens
from qa.server.auth.database import Database
from qa.server.auth.keys import Grant, Key, checked
from qa.server.auth.scopes import Scope


class NewKey(NamedTuple):
    """A key and its secret, which is nowhere else."""

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
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, grant: Grant) -> NewKey:
        """Make a key.  Raises `InvalidInput` for a grant that makes no sense."""
        grant = checked(grant)
        token = tokens.new_key(publishable=grant.publishable)
        lists = (json.dumps(values) for values in (grant.scopes, grant.collections, grant.origins))
        row = (token.id, grant.name, grant.publishable, *lists, grant.per_minute, grant.per_day, now())
        with self._database.transaction() as db:
            db.execute(
                f"INSERT INTO keys ({_COLUMNS}, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)",
                (*row, tokens.digest(token.text)),
            )
        return NewKey(self.show(token.id), token.text)

    def everything(self) -> list[Key]:
        """All keys ever made, oldest first."""
        rows = self._database.connection.execute(f"SELECT {_COLUMNS} FROM keys ORDER BY created, id")
        return [_key(row) for row in rows]

    def show(self, id: str) -> Key:
        """The key with that id.  Raises `NotFound`."""
        row = self._database.connection.execute(f"SELECT {_COLUMNS} FROM keys WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise NotFound(f"There is no key {id[:40]!r}.", field="id", hint="`qa keys list` shows all.")
        return _key(row)

    def revoke(self, id: str) -> Key:
        """Have a key hold no more, nor what was signed in with it.  Raises `NotFound`."""
        with self._database.transaction() as db:
            db.execute("UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL", (now(), id))
            db.execute("DELETE FROM sessions WHERE key = ?", (id,))
        return self.show(id)

    def find(self, text: str) -> Key | None:
        """The key whose secret is `text`, if it holds."""
        row = self._database.connection.execute(
            f"SELECT {_COLUMNS}, digest FROM keys WHERE id = ?", (tokens.id_of(text),)
        ).fetchone()
        if not tokens.matches(text, row and row[-1]):
            return None
        key = _key(row[:-1])
        return None if key.revoked else key

    def any_made(self) -> bool:
        """Whether there is a key, or was: to revoke the last one must not open the service."""
        return self._database.connection.execute("SELECT 1 FROM keys LIMIT 1").fetchone() is not None

    def any_held(self) -> bool:
        """Whether a key holds."""
        row = self._database.connection.execute("SELECT 1 FROM keys WHERE revoked IS NULL LIMIT 1").fetchone()
        return row is not None

    def origins(self) -> list[str]:
        """The origins of all publishable keys that hold."""
        rows = self._database.connection.execute(
            """SELECT DISTINCT value FROM keys, json_each(keys.origins)
               WHERE publishable AND revoked IS NULL ORDER BY value"""
        )
        return [origin for (origin,) in rows]
