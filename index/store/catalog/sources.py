"""Sources in the catalog: a folder, an upload, the API.  A document's id is unique within its source."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

from index.errors import InvalidInput, NotFound
from index.names import MAX_NAME_LENGTH, is_name
from index.store.catalog import now
from index.store.catalog.collections import Collection

#: Digits of the hash of a folder's path, where another source has the folder's name.
_DIGITS = 6


class Source(NamedTuple):
    """A row of the table of sources.

    Args:
        path: Of a folder: absolute, without links.  Else empty.
        whole: Whether the folder was read as a whole, and not only files in it.
    """

    key: int
    name: str
    path: str
    created: str
    whole: bool = False


_COLUMNS = "key, name, path, created, whole"


def check_name(name: str, field: str = "source") -> str:
    """Return `name` if it can name a source, else raise `InvalidInput`."""
    if not is_name(name):
        raise InvalidInput(
            f"{name[:40]!r} cannot name a source.",
            field=field,
            hint=f"Use 1 to {MAX_NAME_LENGTH} printable characters without '/'.",
        )
    return name


def find(db: sqlite3.Connection, collection: Collection, name: str) -> Source:
    """The source called `name`.  Raises `NotFound`."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM sources WHERE collection = ? AND name = ?",
        (collection.key, name),
    ).fetchone()
    if row is None:
        raise NotFound(
            f"There is no source {name[:MAX_NAME_LENGTH]!r} in collection {collection.name!r}.",
            field="source",
            hint="`qa sources list` and GET /v1/sources list them.",
        )
    return _source(row)


def find_or_create(
    db: sqlite3.Connection, collection: Collection, name: str, path: str = "", *, whole: bool = False
) -> Source:
    """The source called `name`, created in this transaction if it is new; a `path` given is kept with it."""
    db.execute(
        """INSERT INTO sources (collection, name, path, whole, created) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (collection, name) DO UPDATE SET path = excluded.path,
             whole = max(whole, excluded.whole) WHERE excluded.path != ''""",
        (collection.key, check_name(name), path, whole, now()),
    )
    return find(db, collection, name)


def all_sources(db: sqlite3.Connection, collection: Collection) -> list[tuple[Source, int]]:
    """The sources of a collection in order of their names, with how many documents each has."""
    rows = db.execute(
        f"""SELECT {_COLUMNS}, (SELECT count(*) FROM documents d WHERE d.source = s.key)
           FROM sources s WHERE collection = ? ORDER BY name""",
        (collection.key,),
    )
    return [(_source(row[:5]), row[5]) for row in rows]


def _source(row: tuple[Any, ...]) -> Source:
    return Source(row[0], row[1], row[2], row[3], bool(row[4]))


def delete(db: sqlite3.Connection, source: Source) -> None:
    """Delete a source, which has no documents any more, and what is known of its files."""
    db.execute("DELETE FROM sources WHERE key = ?", (source.key,))


def name_of_folder(known: list[Source], folder: Path) -> str:
    """The name of the source that a folder is: the one it has, else the folder's own.

    Where another folder has that name, some digits that depend on the path follow it.

    Args:
        known: The sources of the collection.
        folder: Absolute, without links.
    """
    for source in known:
        if source.path == str(folder):
            return source.name
    plain = "".join(c if c.isprintable() else "_" for c in folder.name) or "root"
    return _different(plain, str(folder), {source.name for source in known})


def name_of_site(known: list[Source], host: str) -> str:
    """The name of the source that has the pages of a host: the host's, unless a folder has that."""
    return _different(host, host, {source.name for source in known if source.path})


def _different(plain: str, whole: str, taken: set[str]) -> str:
    name = plain[: MAX_NAME_LENGTH - _DIGITS - 1]
    if name not in taken:
        return name
    return f"{name}-{hashlib.sha256(whole.encode('utf-8', 'surrogateescape')).hexdigest()[:_DIGITS]}"


def around(known: list[Source], path: Path) -> Source | None:
    """The source whose folder is `path`, or the nearest above it that was read as a whole."""
    folders = [str(path), *map(str, path.parents)]
    found = [
        source for source in known if source.path == folders[0] or (source.whole and source.path in folders)
    ]
    return min(found, key=lambda source: folders.index(source.path), default=None)
