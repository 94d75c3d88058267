"""Pages of the web for `qa ingest`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from qa.cli.progress import shown_progress

if TYPE_CHECKING:
    from index.ingest.access_rules import AccessRules
    from qa.cli.outcome_counts import Tally
    from qa.service import Service

SCHEMES = ("http://", "https://")


def is_url(path: str) -> bool:
    """Whether an argument is the address of a page and not of a file."""
    return path.lower().startswith(SCHEMES)


def add_pages(
    urls: Sequence[str],
    collection: str,
    source: str,
    most_pages: int,
    service: Service,
    tally: Tally,
    rules: AccessRules | None = None,
) -> None:
    """Ingest pages and sitemaps, each host's in a source of its own unless one is named.

    Raises:
        InvalidInput: An address is not one of a page.
    """
    from index.ingest.origins import known_sources
    from index.ingest.web.fetching import Fetcher, checked_url
    from index.ingest.web.ingest_urls import UrlIngest
    from index.store.catalog.sources import name_of_site

    by_host: dict[str, list[str]] = defaultdict(list)
    for url in map(checked_url, urls):
        by_host[urlsplit(url).hostname or ""].append(url)
    known = known_sources(service.index.catalog, collection)
    fetcher = Fetcher()
    try:
        for host, own in by_host.items():
            row = service.index.claim_source(collection, source or name_of_site(known, host))
            run = UrlIngest(service.ingester, fetcher, collection, row, tally.count, most_pages, rules)
            with shown_progress(f"Fetching from {host}") as progress:
                run.ingest(own, progress)
    finally:
        fetcher.close()
