"""Who calls: what a route may know of it, and which collections it may show."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import Depends
from starlette.requests import Request

from qa.server.auth.errors import Forbidden
from qa.server.auth.keys import Key
from qa.server.auth.scopes import Scope

#: Where the request's scope holds the `Caller`.
PLACE = "sourceline.caller"


class Caller(NamedTuple):
    """Who calls.

    Args:
        key: None on a service that runs open, and where the address is open to everyone.
        session: Whether a person signed in with the key.
    """

    key: Key | None
    session: bool = False

    @property
    def collections(self) -> tuple[str, ...]:
        """The only ones it may see; empty for all."""
        return self.key.grant.collections if self.key else ()

    def may(self, needed: Scope) -> bool:
        """Whether it may do what takes that scope."""
        return self.key is None or self.key.may(needed)

    def sees(self, collection: str) -> bool:
        """Whether it may see that collection."""
        return self.key is None or self.key.may_use(collection)

    def check(self, collection: str) -> None:
        """Raise `Forbidden` unless it may use `collection`, the same whether that is there or not."""
        if not self.sees(collection):
            raise Forbidden(
                f"The key is not for the collection {collection[:100]!r}.",
                field="collection",
                hint=f"It is for: {', '.join(self.collections)}.",
            )


def caller_of(request: Request) -> Caller:
    """Who calls."""
    caller: Caller = request.scope[PLACE]
    return caller


#: The request's `Caller`, for routes.
Who = Annotated[Caller, Depends(caller_of)]
