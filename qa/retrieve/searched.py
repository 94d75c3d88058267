"""The collections that a question searches, each at one generation."""

from __future__ import annotations

from typing import NamedTuple

from index.errors import NotFound
from index.store.catalog.passages import StoredPassage
from index.store.protocol import StoreGeneration
from index.store.stemming import TermAnalyzer


class Searched(NamedTuple):
    """One snapshot for each collection that is searched, in the order of the query.

    Args:
        snapshots: At least one.
    """

    snapshots: tuple[StoreGeneration, ...]

    @property
    def first(self) -> StoreGeneration:
        """That of the first collection."""
        return self.snapshots[0]

    @property
    def analyzer(self) -> TermAnalyzer:
        """Turns texts into terms, in all collections alike."""
        return self.first.analyzer

    def of(self, passage: StoredPassage) -> StoreGeneration:
        """That of the collection which holds a passage."""
        return next(one for one in self.snapshots if one.collection.key == passage.collection)

    def version_text(self, document_id: str, version: str) -> str:
        """The text of a version, in whichever collection it is: its name is the hash of its text."""
        for snapshot in self.snapshots[:-1]:
            try:
                return snapshot.version_text(document_id, version)
            except NotFound:
                continue
        return self.snapshots[-1].version_text(document_id, version)
