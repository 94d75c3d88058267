"""The stored keys: create, find, list and revoke them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from index.errors import InvalidInput, NotFound
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
    "id, name, publishable, scopes, collections, origins, per_minute, per_day, access, expires, write, "
    "created, revoked, last_used"
)
#: Whether a key may be used, at a moment that is given.
_VALID = "revoked IS NULL AND (expires IS NULL OR expires > ?)"


def _key(row: tuple[Any, ...]) -> Key:
    id, name, publishable, scopes, collections, origins, *limits = row[:8]
    access, expires, write, created, revoked, used = row[8:]
    grant = Grant(
        name,
        tuple(Scope(scope) for scope in json.loads(scopes)),
        tuple(json.loads(collections)),
        bool(publishable),
        tuple(json.loads(origins)),
        limits[0],
        limits[1],
        tuple(json.loads(access)),
        expires,
        None if write is None else bool(write),
    )
    return Key(id, grant, created, revoked, used)


def _values(grant: Grant) -> tuple[object, ...]:
    """What is stored of a grant, in the order of the columns."""
    lists = (json.dumps(values) for values in (grant.scopes, grant.collections, grant.origins))
    limits = (grant.per_minute, grant.per_day)
    return (
        grant.name,
        grant.publishable,
        *lists,
        *limits,
        json.dumps(grant.access),
        grant.expires,
        grant.write,
    )


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
        row = (token.id, *_values(grant), now(), tokens.digest(token.text))
        with self._database.transaction() as db:
            db.execute(
                f"""INSERT INTO keys ({_COLUMNS}, digest)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)""",
                row,
            )
        return NewKey(self.get(token.id), token.text)

    def edit(self, id: str, change: Callable[[Grant], Grant]) -> Key:
        """Let a key allow something else; its secret stays, and sessions with it follow.

        Raises:
            NotFound: There is no such key.
            InvalidInput: The new grant is not valid, or would make a secret key publishable.
        """
        with self._database.transaction() as db:
            before = self.get(id).grant
            grant = validated(change(before))
            if grant.publishable != before.publishable:
                raise InvalidInput(
                    "A key stays secret, or publishable.", field="publishable", hint="Make another key."
                )
            db.execute(
                """UPDATE keys SET name = ?, publishable = ?, scopes = ?, collections = ?, origins = ?,
                     per_minute = ?, per_day = ?, access = ?, expires = ?, write = ? WHERE id = ?""",
                (*_values(grant), id),
            )
        return self.get(id)

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
        return [key for key in self.list_all() if collection in key.grant.collections and key.valid]

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
        return key if key.valid else None

    def any_made(self) -> bool:
        """Whether a key was ever created: revoking the last one must not open the service to everyone."""
        return self._database.connection.execute("SELECT 1 FROM keys LIMIT 1").fetchone() is not None

    def any_active(self) -> bool:
        """Whether there is a valid key."""
        row = self._database.connection.execute(
            f"SELECT 1 FROM keys WHERE {_VALID} LIMIT 1", (now(),)
        ).fetchone()
        return row is not None

    def origins(self) -> list[str]:
        """The origins of all publishable keys that are valid."""
        rows = self._database.connection.execute(
            f"""SELECT DISTINCT value FROM keys, json_each(keys.origins)
               WHERE publishable AND {_VALID} ORDER BY value""",
            (now(),),
        )
        return [origin for (origin,) in rows]
