"""Change what is known of a document without changing its text.

The version and all offsets stay; labels are no part of the content.  Nothing is embedded, unless the title or
the language changes: the title is embedded and indexed with every passage, and the language tells its words,
so these are made again from the stored text, as a new write would make them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from index.documents import Document
from index.errors import Overloaded
from index.ingest.ingester import Ingester, ignore_progress
from index.language.detection import named_language
from index.store.catalog import amendments, checksums, collections, documents, passages, structure
from index.store.catalog.collections import Collection
from index.store.prepared_document import PreparedDocument

#: How often a document is read again because it was written meanwhile.
MOST_TRIES = 20

#: Makes the new document of the stored one; the text must stay.  May raise `InvalidInput`.
Amendment = Callable[[Document], Document]


class Amended(NamedTuple):
    """What an amendment did.

    Args:
        changed: Whether anything differs from before.
        embedded: How many passages were embedded.
        generation: One that has the amendment.
    """

    changed: bool
    embedded: int
    generation: int


class _Stale(Exception):
    """The document was written after it was read."""


def amend(ingester: Ingester, collection: str, id: str, amendment: Amendment, source: str = "") -> Amended:
    """Amend a document; durable and searchable when this returns.

    Args:
        source: The name of its source; may be empty where only one has such a document.

    Raises:
        NotFound: There is no such collection or document.
        Ambiguous: Several sources have one.
        InvalidInput: The amendment refuses the stored document.
        Overloaded: The document was written during every try.
    """
    index = ingester.index
    for _ in range(MOST_TRIES):
        with index.catalog.reading() as db:
            found = collections.find(db, collection)
            seen = amendments.whole(db, found, id, source)
        wanted, _ = ingester.preparer.normalised(_amended(seen.document, amendment))
        if wanted == seen.document:
            return Amended(False, 0, found.generation)
        fingerprint = seen.fingerprint
        if replace(wanted, access=seen.document.access) != seen.document:
            fingerprint = ingester.preparer.amended_fingerprint(seen.document, seen.fingerprint, wanted)
        prepared = []
        if (wanted.title, wanted.language) != (seen.document.title, seen.document.language):
            prepared = ingester.preparer.prepare([(wanted, fingerprint)], ignore_progress)
        write = _Write(collection, wanted, seen.fingerprint, fingerprint, prepared)
        try:
            generation = index.change(collection, write.run, prepared)
        except _Stale:
            continue
        return Amended(True, sum(len(item.passages) for item in prepared), generation)
    raise Overloaded(
        f"The document was written during each of {MOST_TRIES} tries to change it.",
        hint="Send it again in a moment.",
    )


def _amended(document: Document, amendment: Amendment) -> Document:
    """The document with the changes; its language is told anew if the metadata name another."""
    wanted = amendment(document)
    same = named_language(wanted.metadata) == named_language(document.metadata)
    return wanted if same else replace(wanted, language="")


class _Write(NamedTuple):
    """The change of the catalog."""

    collection: str
    document: Document
    seen: str
    fingerprint: str
    prepared: list[PreparedDocument]

    def run(self, db: sqlite3.Connection, generation: int) -> Collection:
        """Write it.  Raises `_Stale`."""
        collection = collections.find(db, self.collection)
        address = documents.Address(self.document.source, self.document.id)
        known = documents.stored(db, collection.key, address)
        if known is None or known.fingerprint != self.seen:
            raise _Stale
        recipe = self.prepared[0].recipe if self.prepared else known.recipe
        version = amendments.amend(db, collection, self.document, self.fingerprint, recipe)
        for item in self.prepared:
            gone = passages.expire(db, collection, *address, generation)
            passages.record_removals(db, collection, gone, generation)
            structure.put(db, version, item.blocks, self.document.places)
            passages.add(db, collection, version, item.passages, generation)
            checksums.put_passages(db, version)
        checksums.put_version(db, version)
        return collection
