"""Where citations lead: for readers who have no key of their own, addresses that open by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, NamedTuple, TypeVar

from fastapi import Depends
from pydantic import BaseModel
from starlette.requests import Request

from qa.schemas import Citation
from qa.server.auth.caller import Caller, caller_of
from qa.server.auth.signed_links import Tickets

M = TypeVar("M", bound=BaseModel)


class Links(NamedTuple):
    """What makes the addresses of one request's citations."""

    tickets: Tickets
    caller: Caller

    def led(self, response: M) -> M:
        """`response` as its caller is to have it: signed addresses where the key is publishable."""
        key = self.caller.key
        if key is None or not key.grant.publishable:
            return response
        response = response.model_copy(deep=True)
        for citation in {id(citation): citation for citation in _citations(response)}.values():
            citation.url = self.address(citation.url)
        return response

    def address(self, url: str) -> str:
        """The same for one address of ours."""
        key = self.caller.key
        return self.tickets.signed(url, key) if key is not None and key.grant.publishable else url


def _citations(value: object) -> Iterator[Citation]:
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, BaseModel):
        for part in value.__dict__.values():
            yield from _citations(part)
    elif isinstance(value, list):
        for part in value:
            yield from _citations(part)


def links_of(request: Request) -> Links:
    """The links of what answers a request."""
    return Links(request.app.state.gatekeeper.tickets, caller_of(request))


#: The request's `Links`, for routes whose answers cite.
Leading = Annotated[Links, Depends(links_of)]
