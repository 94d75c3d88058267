"""What the endpoints of collections answer."""

from __future__ import annotations

from pydantic import BaseModel, Field

from index.store.catalog.collections import Collection, CollectionCounts


class CollectionView(BaseModel):
    """A collection and how much it holds."""

    name: str
    description: str = ""
    documents: int
    passages: int
    generation: int = Field(description="The last generation of the index that changed the collection.")
    created: str

    @classmethod
    def of(cls, collection: Collection, counts: CollectionCounts) -> CollectionView:
        """Make it from the catalog's rows."""
        return cls(
            name=collection.name,
            description=collection.description,
            generation=collection.generation,
            created=collection.created,
            **counts._asdict(),
        )


class Collections(BaseModel):
    """All collections by name."""

    collections: list[CollectionView]


class CollectionDeleted(BaseModel):
    """The receipt of a deletion: how much was erased from each store."""

    collection: str
    generation: int
    deleted_at: str
    erased: dict[str, dict[str, int]]
