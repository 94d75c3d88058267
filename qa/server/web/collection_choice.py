"""Which collections a page shows, and which one it is of."""

from __future__ import annotations

from collections.abc import Sequence

from index.store.catalog.collections import DEFAULT, CollectionCounts, check_name, everything
from qa.server.auth.caller import Caller
from qa.service import Service

Shelf = tuple[str, CollectionCounts]


def seen(service: Service, who: Caller) -> list[Shelf]:
    """The collections that the caller may see, with what they hold."""
    kept = everything(service.index.catalog.connection)
    return [(shelf.name, counts) for shelf, counts in kept if who.sees(shelf.name)]


def chosen(named: str | None, shelves: Sequence[Shelf], who: Caller) -> str:
    """The collection that is meant: `named`, else the default one, else the first that the caller may see.

    Raises:
        InvalidInput: `named` can name none.
        Forbidden: The caller may not see it.
    """
    if named is not None:
        who.check(check_name(named))
        return named
    names = [name for name, _ in shelves]
    if DEFAULT not in names and (others := names or who.collections):
        return others[0]
    return DEFAULT
