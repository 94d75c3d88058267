"""Links of citations: signed where the reader has no key of their own to open the cited page with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, NamedTuple, TypeVar

from fastapi import Depends
from pydantic import BaseModel
from starlette.requests import Request

from qa.schemas import Citation, MetadataCitation
from qa.server.auth.caller import Caller, caller_of
from qa.server.auth.gatekeeper import gatekeeper_of
from qa.server.auth.signed_links import LinkSigner

M = TypeVar("M", bound=BaseModel)


class CitationLinks(NamedTuple):
    """Signs the links of one request's citations if its key is publishable."""

    signer: LinkSigner
    caller: Caller

    @property
    def needed(self) -> bool:
        """Whether the caller has no other way to open the links."""
        key = self.caller.key
        return key is not None and key.grant.publishable

    def signed(self, response: M) -> M:
        """`response` with the links that its caller needs; the given one is not changed."""
        if not self.needed:
            return response
        response = response.model_copy(deep=True)
        for citation in {id(citation): citation for citation in _citations(response)}.values():
            citation.url = self.signed_url(citation.url)
        return response

    def signed_url(self, url: str) -> str:
        """The link that the caller needs in place of `url`, a path of this service with a query."""
        key = self.caller.key
        return self.signer.sign(url, key) if key is not None and key.grant.publishable else url


def _citations(value: object) -> Iterator[Citation | MetadataCitation]:
    if isinstance(value, Citation | MetadataCitation):
        yield value
    elif isinstance(value, BaseModel):
        for part in value.__dict__.values():
            yield from _citations(part)
    elif isinstance(value, list):
        for part in value:
            yield from _citations(part)


def citation_links_of(request: Request) -> CitationLinks:
    """The links of the citations in the answer to a request."""
    return CitationLinks(gatekeeper_of(request).link_signer, caller_of(request))


async def _citation_links_of(request: Request) -> CitationLinks:
    """The same, on the event loop: FastAPI runs what is not `async` on another thread."""
    return citation_links_of(request)


#: The request's `CitationLinks`, as a parameter of a route.
Links = Annotated[CitationLinks, Depends(_citation_links_of)]
