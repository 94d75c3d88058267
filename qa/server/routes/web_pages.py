"""`POST /v1/pages`: have the server fetch pages of the web and keep them as documents."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Body
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from index.errors import InvalidInput, SourcelineError
from index.ingest.outcome import Outcome, Status
from index.store.catalog.collections import DEFAULT
from index.store.catalog.sources import name_of_site
from qa.json_values import Whole
from qa.server.auth.caller import Caller, CurrentCaller
from qa.server.http.problems import problem_responses
from qa.server.http.text_fields import value_error
from qa.server.routes.documents.request_bodies import AccessLabels, CollectionName, SourceName
from qa.server.routes.documents.writing import check_labels, check_source, seen_generation
from qa.server.routes.examples import PAGES
from qa.server.state import State
from qa.service import Service

router = APIRouter(prefix="/v1/pages", tags=["documents"])

MOST_URLS, MOST_PAGES = 10, 100
#: A request waits for the whole work, so that each page gets less time than on the command line.
SECONDS, SILENCE = 20.0, 10.0


class FetchingOff(SourcelineError):
    """The service does not fetch pages."""

    title = "This service does not fetch pages"
    status = 403
    kind = "fetching-off"


def _check_url(url: str) -> str:
    from index.ingest.web.fetching import checked_url

    try:
        return checked_url(url)
    except InvalidInput as error:
        raise value_error("url", error.detail, error.hint) from error


class PagesIn(BaseModel):
    """Pages to be fetched."""

    model_config = ConfigDict(extra="forbid")

    urls: list[Annotated[str, Field(max_length=2_000), AfterValidator(_check_url)]] = Field(
        min_length=1, max_length=MOST_URLS, description="Addresses of pages and sitemaps on public hosts."
    )
    collection: CollectionName = Field(DEFAULT, description="Where to; created if it does not exist.")
    source: SourceName | None = Field(
        None, description="The source that they go into; by default one for each host."
    )
    access: AccessLabels = Field(None, description="Labels of the pages; absent leaves those that they have.")
    max_pages: Whole = Field(MOST_URLS, ge=1, le=MOST_PAGES, description="How many pages to fetch of a host.")


class PageWritten(BaseModel):
    """What happened to one page."""

    id: str = Field(description="The address; of a file in an archive, its path follows.")
    source: str
    status: Status
    reason: str = Field(description="Why it failed; else empty.")


class PagesResult(BaseModel):
    """What happened to the pages; those that did not fail are durable and searchable."""

    collection: str
    generation: int = Field(description="A generation of the index that has all of them.")
    documents: list[PageWritten]


@router.post("", summary="Fetch pages", responses=problem_responses(400, 403, 409, 413, 415, 422, 503, 507))
async def fetch(
    body: Annotated[PagesIn, Body(openapi_examples=PAGES)], caller: CurrentCaller, state: State
) -> PagesResult:
    """Fetch pages and sitemaps and keep each page as a document whose id is its address.

    Off unless `SOURCELINE_FETCH_URLS` is set. Only public addresses are fetched from, as robots.txt allows.
    """
    caller.require_collection(body.collection)
    if not state.service.settings.fetch_urls:
        raise FetchingOff(
            "Fetching pages is off.",
            hint="Set SOURCELINE_FETCH_URLS=true for the service, or use `qa ingest` with the addresses.",
        )
    return await state.fetches.run(lambda: _fetched(state.service, caller, body))


def _fetched(service: Service, caller: Caller, body: PagesIn) -> PagesResult:
    from index.ingest.access_rules import EVERYTHING, AccessRule
    from index.ingest.origins import known_sources
    from index.ingest.web.fetching import Fetcher, FetchLimits
    from index.ingest.web.ingest_urls import UrlIngest

    found: list[Outcome] = []
    known = known_sources(service.index.catalog, body.collection)
    hosts = list(dict.fromkeys(urlsplit(url).hostname or "" for url in body.urls))
    rules = None if body.access is None else (AccessRule(EVERYTHING, tuple(body.access)),)
    fetcher = Fetcher(limits=FetchLimits(seconds=SECONDS, silence=SILENCE))
    try:
        for host in hosts:
            source = body.source or name_of_site(known, host)
            check_source(service, caller, body.collection, source)
            check_labels(caller.audience, tuple(body.access or ()))
            row = service.index.claim_source(body.collection, source)
            run = UrlIngest(
                service.ingester, fetcher, body.collection, row, found.append, body.max_pages, rules
            )
            run.ingest([url for url in body.urls if urlsplit(url).hostname == host], lambda done, total: None)
    finally:
        fetcher.close()
    return PagesResult(
        collection=body.collection,
        generation=seen_generation(service, caller, body.collection),
        documents=[
            PageWritten(id=one.document_id, source=one.source, status=one.status, reason=one.reason)
            for one in found
        ],
    )
