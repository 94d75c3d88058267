"""The collection that a page shows, and the collections that it offers."""

from __future__ import annotations

from collections.abc import Sequence

from index.store.catalog.collections import DEFAULT, CollectionCounts, all_collections, check_name
from qa.query_fields import MOST_COLLECTIONS
from qa.reading_service import Readable
from qa.server.auth.caller import Caller

#: A collection's name and how much it holds.
CollectionItem = tuple[str, CollectionCounts]


def visible_collections(service: Readable, caller: Caller) -> list[CollectionItem]:
    """The collections that the caller may see, by name."""
    stored = all_collections(service.index.catalog.connection)
    return [(collection.name, counts) for collection, counts in stored if caller.may_see(collection.name)]


def picked_collection(requested: str | None, visible: Sequence[CollectionItem], caller: Caller) -> str:
    """The requested collection; without a request the default one, else the first that the caller may see.

    Raises:
        InvalidInput: `requested` is not a valid name.
        Forbidden: The caller may not see it.
    """
    if requested is not None:
        caller.require_collection(check_name(requested))
        return requested
    names = [name for name, _ in visible]
    if DEFAULT not in names and (others := names or caller.collections):
        return others[0]
    return DEFAULT


def names_to_ask_together(visible: Sequence[CollectionItem]) -> str:
    """The names that a page offers to ask at once, as the widget takes them; empty where it cannot."""
    names = [name for name, counts in visible if counts.documents]
    apart = 1 < len(names) <= MOST_COLLECTIONS and not any(
        "," in name or name != name.strip() for name in names
    )
    return ",".join(names) if apart else ""
