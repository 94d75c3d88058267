"""Rename a collection, and let what names it outside the catalog follow: keys, feedback, the question log.

The catalog's transaction commits the rename and notes it.  If the process is killed before everything has
followed, the next start of a server, or the next rename, finishes it.  Until then the old name in a key opens
nothing.
"""

from __future__ import annotations

import sqlite3
from functools import partial

from index.errors import Conflict
from index.store.catalog import collections, jobs
from index.store.catalog.collections import Collection
from qa.server.auth.key_store import KeyStore
from qa.service import Service


def change_collection(
    service: Service, keys: KeyStore, name: str, new_name: str | None, description: str | None
) -> None:
    """Rename a collection, describe it, or both; None leaves the name or the description as it is.

    Raises:
        NotFound: There is no such collection.
        Conflict: Another collection has the new name, or a key names it already.
    """
    if new_name == name:
        new_name = None
    if new_name is not None and (named := keys.naming(new_name)):
        raise Conflict(
            f"The key {named[0].id} names {new_name!r} already, and would open this collection.",
            field="name",
            hint="Choose another name, or revoke that key first.",
        )
    service.index.change(name, partial(_changed, name, new_name, description))
    finish_renames(service, keys)


def _changed(
    name: str, new_name: str | None, description: str | None, db: sqlite3.Connection, generation: int
) -> Collection:
    if description is not None:
        collections.describe(db, name, description)
    if new_name is None:
        return collections.find(db, name)
    jobs.rename_collection(db, name, new_name)
    return collections.rename(db, name, new_name)


def finish_renames(service: Service, keys: KeyStore) -> None:
    """Let keys, feedback and the question log follow every rename that they have not followed yet."""
    if not service.index.keeps_documents:
        return
    catalog = service.index.catalog
    for rename in collections.pending_renames(catalog.connection):
        keys.rename_collection(*rename)
        service.feedback.rename_collection(*rename)
        service.question_log.rename_collection(*rename)
        with catalog.transaction() as db:
            collections.settle_rename(db, rename)
