"""The caller of a request: what routes may know of its key, and which collections it may use."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated, Any, NamedTuple

from fastapi import Depends
from starlette.requests import Request

from index.access import Audience
from index.names import MAX_NAME_LENGTH
from index.store.catalog.collections import unknown
from qa.schemas import Query
from qa.server.auth.errors import Forbidden
from qa.server.auth.key import Key
from qa.server.auth.scopes import Scope
from qa.server.telemetry.request_record import note

#: The key under which an ASGI scope holds the request's `Caller`.
CALLER_KEY = "sourceline.caller"


class Caller(NamedTuple):
    """Who sent a request.

    Args:
        key: None where no key is needed.
        session: Whether a person signed in with the key, so that a cookie stood for it.
        about: What the audit log says of the request; None outside of one.
    """

    key: Key | None
    session: bool = False
    about: dict[str, Any] | None = None

    def note(self, **about: Any) -> None:
        """Note for the audit log what the request is about."""
        if self.about is not None:
            self.about.update(about)

    @property
    def collections(self) -> tuple[str, ...]:
        """The collections that the key is restricted to; empty if it may use all."""
        return self.key.grant.collections if self.key else ()

    @property
    def rights(self) -> Hashable:
        """All that decides what the caller may see: equal for callers who get the same answer."""
        return self.key and self.key.grant, self.session

    @property
    def id(self) -> str:
        """The id of the key; empty where no key is needed."""
        return self.key.id if self.key else ""

    @property
    def audience(self) -> Audience | None:
        """What the caller may see of documents that have labels; None if it sees all."""
        return self.key.audience if self.key else None

    @property
    def write(self) -> bool | None:
        """Whether a language model writes its answers; False for never, None for the setting."""
        return self.key.grant.write if self.key else None

    def may(self, needed: Scope) -> bool:
        """Whether the caller has that scope."""
        return self.key is None or self.key.may(needed)

    def may_see(self, collection: str) -> bool:
        """Whether the caller may use that collection."""
        return self.key is None or self.key.may_use(collection)

    def require_collection(self, collection: str) -> None:
        """Raise `Forbidden` unless the caller may use `collection`, whether or not it exists."""
        note(collection=collection[:MAX_NAME_LENGTH])
        self.note(collection=collection)
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
        self.note(question=query.question, collections=[*query.searched])
        if query.collections is None:
            self.require_collection(query.collection)
            return
        note(collection=",".join(query.collections))
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
