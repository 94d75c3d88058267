"""The caller of a request: what routes may know of its key, and which collections it may use."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated, NamedTuple

from fastapi import Depends
from starlette.requests import Request

from index.store.catalog.collections import unknown
from qa.schemas import Query
from qa.server.auth.errors import Forbidden
from qa.server.auth.key import Key
from qa.server.auth.scopes import Scope

#: The key under which an ASGI scope holds the request's `Caller`.
CALLER_KEY = "sourceline.caller"


class Caller(NamedTuple):
    """Who sent a request.

    Args:
        key: None where no key is needed.
        session: Whether a person signed in with the key, so that a cookie stood for it.
    """

    key: Key | None
    session: bool = False

    @property
    def collections(self) -> tuple[str, ...]:
        """The collections that the key is restricted to; empty if it may use all."""
        return self.key.grant.collections if self.key else ()

    @property
    def rights(self) -> Hashable:
        """All that decides what the caller may see: equal for callers who get the same answer.

        It has every field but the key's own name and moments, so that a new one is never forgotten.
        """
        return (self.key and self.key.grant, *self[1:])

    def may(self, needed: Scope) -> bool:
        """Whether the caller has that scope."""
        return self.key is None or self.key.may(needed)

    def may_see(self, collection: str) -> bool:
        """Whether the caller may use that collection."""
        return self.key is None or self.key.may_use(collection)

    def require_collection(self, collection: str) -> None:
        """Raise `Forbidden` unless the caller may use `collection`, whether or not it exists."""
        if not self.may_see(collection):
            raise Forbidden(
                f"The key may not use the collection {collection[:100]!r}.",
                field="collection",
                hint=f"It may use: {', '.join(self.collections)}.",
            )

    def require_searched(self, query: Query) -> None:
        """Check that the caller may use every collection that a query searches.

        Raises:
            Forbidden: It may not use the one of `collection`, whether or not it exists.
            NotFound: It may not use one of `collections`, which answers as one that does not exist.
        """
        if query.collections is None:
            self.require_collection(query.collection)
            return
        for number, name in enumerate(query.collections):
            if not self.may_see(name):
                error = unknown(name)
                error.field = f"collections[{number}]"
                raise error


def caller_of(request: Request) -> Caller:
    """The request's caller, as the access control middleware found it."""
    caller: Caller = request.scope[CALLER_KEY]
    return caller


async def _caller_of(request: Request) -> Caller:
    """The same, on the event loop: FastAPI runs what is not `async` on another thread."""
    return caller_of(request)


#: The request's `Caller`, as a parameter of a route.
CurrentCaller = Annotated[Caller, Depends(_caller_of)]
