"""Ingest pages by their addresses: each is a document whose id and url are the address."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from index.documents import Document
from index.errors import InvalidInput, SourcelineError, UnreadableFile
from index.ingest.access_rules import AccessRules, labelled
from index.ingest.file_state import FileStates
from index.ingest.files import SourceFile
from index.ingest.formats.registry import suffix_of
from index.ingest.ingest_files import Report
from index.ingest.ingester import Ingester
from index.ingest.outcome import Outcome, Status
from index.ingest.sidecar import DocumentAttributes
from index.ingest.unpacking import Unread, unpacked
from index.ingest.web.fetching import NOT_MODIFIED, Fetched, Fetcher, checked_url
from index.ingest.web.robots import Robots
from index.ingest.web.sitemap import is_sitemap, parse_sitemap
from index.store.catalog import files
from index.store.catalog.files import FileRow
from index.store.catalog.sources import Source

#: Pages are published in batches of this many, or of this many bytes.
BATCH_PAGES, BATCH_BYTES = 16, 300_000
MOST_PAGES = 1_000
#: Sitemaps that are read for one address.
MOST_SITEMAPS = 100
#: What servers say of files whose type they do not know, or know too little of.
_VAGUE = ("", "application/octet-stream", "binary/octet-stream", "application/zip", "text/plain")

#: Called with how many pages are done, and how many are known of.
PagesDone = Callable[[int, int], None]


class Page(NamedTuple):
    """A page that was read.

    Args:
        row: What to record of it.
        documents: What it holds; nothing where it has not changed.
        failures: What could not be read of it.
    """

    row: FileRow
    documents: list[Document]
    failures: list[Unread]


class UrlIngest:
    """Brings pages into one source.

    Args:
        ingester: Writes documents.
        fetcher: Fetches pages.
        collection: Where to.
        source: Whose documents they are.
        report: Called with the outcome of each document.
        most_pages: How many are fetched in all.
        rules: Which labels pages get, by their addresses; None leaves those that they have.
    """

    def __init__(
        self,
        ingester: Ingester,
        fetcher: Fetcher,
        collection: str,
        source: Source,
        report: Report,
        most_pages: int = MOST_PAGES,
        rules: AccessRules | None = None,
    ) -> None:
        self._ingester = ingester
        self._fetcher = fetcher
        self._robots = Robots(fetcher)
        self._collection = collection
        self._source = source
        self._report = report
        self._most_pages = most_pages
        self._rules = rules
        self._recipe = FileStates(ingester.sizes).recipe
        self._known = files.of_source(ingester.catalog.connection, source.key)

    def ingest(self, urls: Sequence[str], progress: PagesDone) -> None:
        """Fetch and ingest pages, and the pages of sitemaps; one that cannot be read fails alone."""
        batch: list[Page] = []
        for done, total, page in self._pages(urls):
            if page is not None:
                batch.append(page)
            if (
                len(batch) == BATCH_PAGES
                or sum(len(d.text) for p in batch for d in p.documents) > BATCH_BYTES
            ):
                self._publish(batch)
                batch = []
            progress(done, total)
        self._publish(batch)

    def _pages(self, urls: Sequence[str]) -> Iterator[tuple[int, int, Page | None]]:
        """Each page that was read, with how many are done and known of."""
        due = [*dict.fromkeys(urls)]
        seen, sitemaps = {*due}, 0
        at = 0
        while at < min(len(due), self._most_pages + sitemaps):
            url, page = due[at], None
            at += 1
            try:
                answer = self._fetched(url)
                if is_sitemap(answer.body) and sitemaps < MOST_SITEMAPS:
                    sitemaps += 1
                    listed = parse_sitemap(answer.body)
                    for one in _of_the_same_host(url, [*listed.sitemaps, *listed.pages]):
                        if one not in seen:
                            seen.add(one)
                            due.append(one)
                else:
                    page = self._page(url, answer)
            except SourcelineError as error:
                self._report(
                    Outcome(url, Status.FAILED, f"{url}: {error.detail} {error.hint}", self._source.name)
                )
            yield at - sitemaps, min(len(due) - sitemaps, self._most_pages), page
            if at < len(due):
                time.sleep(self._robots.delay(url))

    def _fetched(self, url: str) -> Fetched:
        answer = None
        target = url
        for answer in self._followed(url):
            target = answer.url
        assert answer is not None
        if answer.status not in (200, NOT_MODIFIED):
            raise UnreadableFile(
                f"The server answered {answer.status} for {target}.", hint="Check the address in a browser."
            )
        return answer

    def _followed(self, url: str) -> Iterator[Fetched]:
        """The answers up to the last; robots.txt is asked before each of them."""
        row = self._known.get(url)
        headers = _conditions(row.signature, self._recipe) if row and not row.failure else {}
        self._check_allowed(url)
        for answer in self._fetcher.fetch(url, headers):
            yield answer
            if to := answer.redirected_to:
                self._check_allowed(to)

    def _check_allowed(self, url: str) -> None:
        if not self._robots.allows(url):
            raise InvalidInput(
                f"The site does not allow programs to fetch {url}.",
                field="url",
                hint="Its robots.txt says so; save the page as a file and ingest that.",
            )

    def _page(self, url: str, answer: Fetched) -> Page:
        row = self._known.get(url)
        if answer.status == NOT_MODIFIED and row is not None:
            return Page(row, [], [])
        made = FileRow(url, _signature(answer, self._recipe), hashlib.sha256(answer.body).hexdigest())
        same = row is not None and row.hash == made.hash and not row.failure
        if same and row is not None and json.loads(row.signature)["recipe"] == self._recipe:
            return Page(made, [], [])
        file, about = _file(url, answer, self._source.name), DocumentAttributes(url=url)
        (file,) = labelled([file], self._rules)
        found = [*unpacked(file, answer.body, about, self._ingester.limits)]
        documents = [one for one in found if isinstance(one, Document)]
        return Page(made, documents, [one for one in found if isinstance(one, Unread)])

    def _publish(self, batch: Sequence[Page]) -> None:
        documents = [document for page in batch for document in page.documents]
        if documents:
            for outcome in self._ingester.add(self._collection, documents):
                self._report(outcome)
        for page in batch:
            for failed in page.failures:
                self._report(Outcome(failed.id, Status.FAILED, failed.reason, self._source.name))
            if not page.documents and not page.failures:
                self._report(Outcome(page.row.name, Status.UNCHANGED, source=self._source.name))
        with self._ingester.catalog.transaction() as db:
            files.put(db, self._source.key, [page.row for page in batch])


def _of_the_same_host(sitemap: str, urls: Sequence[str]) -> Iterator[str]:
    """A sitemap speaks for its own host."""
    for url in urls:
        try:
            checked = checked_url(url)
        except InvalidInput:
            continue
        if urlsplit(checked).netloc == urlsplit(sitemap).netloc:
            yield checked


def _signature(answer: Fetched, recipe: str) -> str:
    kept = {name: answer.headers.get(name, "") for name in ("etag", "last-modified")}
    return json.dumps({**kept, "recipe": recipe})


def _conditions(signature: str, recipe: str) -> dict[str, str]:
    """The headers that ask for a page only if it has changed."""
    kept = json.loads(signature)
    if kept["recipe"] != recipe:
        return {}
    named = {"If-None-Match": kept["etag"], "If-Modified-Since": kept["last-modified"]}
    return {name: value for name, value in named.items() if value}


def _file(url: str, answer: Fetched, source: str) -> SourceFile:
    """The answer as a file whose suffix says its format.  Raises `UnreadableFile`."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name or "index"
    path = Path(name.replace("\0", ""))
    if answer.media_type not in _VAGUE:
        suffix = suffix_of(answer.media_type)
        if not suffix:
            raise UnreadableFile(
                f"Its type, {answer.media_type}, is not read.", hint="Save it in another format."
            )
        if path.suffix.lower() != suffix:
            path = path.with_name(path.name + suffix)
    return SourceFile(path, url, source)
