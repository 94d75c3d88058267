"""Pages and sitemaps as documents, robots.txt, the second pass."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import UnreadableFile
from index.ingest.ingester import Ingester
from index.ingest.outcome import Outcome
from index.ingest.passages import PassageSizes
from index.ingest.web.fetching import Fetcher
from index.ingest.web.ingest_urls import UrlIngest
from index.ingest.web.sitemap import is_sitemap, parse_sitemap
from index.store.catalog import collections, documents
from index.store.passage_index import PassageIndex
from tests.support.fakes import FakeEmbedder
from tests.support.web_pages import Answer, Site, serving

PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>Words of {0} and more.</p></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving({}) as site:
        yield site


class Web:
    """An index that pages go into."""

    def __init__(self, home: Path) -> None:
        self.index = PassageIndex(home)
        self.model = FakeEmbedder()

    def ingest(self, *urls: str, most_pages: int = 100) -> dict[str, Outcome]:
        """The outcomes by id."""
        found: dict[str, Outcome] = {}
        fetcher = Fetcher(lambda host, port: ["127.0.0.1"])
        source = self.index.claim_source("default", "site.test")
        ingester = Ingester(self.index, self.model, PassageSizes())
        run = UrlIngest(
            ingester,
            fetcher,
            "default",
            source,
            lambda outcome: found.update({outcome.document_id: outcome}),
            most_pages,
        )
        run.ingest(urls, lambda done, total: None)
        fetcher.close()
        return found

    def show(self, id: str) -> documents.DocumentRow:
        db = self.index.catalog.connection
        return documents.show(db, collections.find(db, "default"), id)


@pytest.fixture
def web(tmp_path: Path) -> Web:
    return Web(tmp_path)


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {id: str(outcome.status) for id, outcome in outcomes.items()}


def sitemap(*urls: str, kind: str = "url") -> str:
    root = {"url": "urlset", "sitemap": "sitemapindex"}[kind]
    entries = "".join(f"<{kind}><loc> {url} </loc></{kind}>" for url in urls)
    return (
        f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'
    )


def test_a_page_is_a_document_of_its_address(site: Site, web: Web) -> None:
    site.answers["/a?b=c"] = Answer(PAGE.format("Wax"))
    url = site.url("/a?b=c")
    assert statuses(web.ingest(url)) == {url: "new"}
    row = web.show(url)
    assert (row.id, row.url, row.title, row.source, row.media_type) == (
        url,
        url,
        "Wax",
        "site.test",
        "text/html",
    )


def test_the_type_decides_and_what_is_not_read_fails(site: Site, web: Web) -> None:
    site.answers["/notes"] = Answer("# Wax\n\nIt melts.", "text/markdown; charset=utf-8")
    site.answers["/table.csv"] = Answer("a,b\n1,2\n", "text/plain")
    site.answers["/page.php"] = Answer(PAGE.format("Ice"), "text/html")
    site.answers["/picture"] = Answer(b"\x89PNG", "image/png")
    site.answers["/gone"] = Answer("", status=410)
    found = web.ingest(*(site.url(path) for path in site.answers))
    assert [str(outcome.status) for outcome in found.values()].count("new") == 3
    assert web.show(site.url("/notes")).media_type == "text/markdown"
    assert web.show(site.url("/table.csv")).media_type == "text/csv"
    assert "image/png, is not read" in found[site.url("/picture")].reason
    assert "answered 410" in found[site.url("/gone")].reason
    assert site.url("/gone") in found[site.url("/gone")].reason


def test_the_second_pass_embeds_nothing(site: Site, web: Web) -> None:
    site.answers["/tagged"] = Answer(PAGE.format("Wax"), headers={"ETag": '"1"'})
    site.answers["/plain"] = Answer(PAGE.format("Ice"))
    urls = [site.url("/tagged"), site.url("/plain")]
    web.ingest(*urls)
    embedded = web.model.embedded
    assert statuses(web.ingest(*urls)) == dict.fromkeys(urls, "unchanged")
    assert dict(site.asked[-2][1])["if-none-match"] == '"1"'
    site.answers["/tagged"] = Answer(PAGE.format("Wax that melts"), headers={"ETag": '"2"'})
    assert statuses(web.ingest(*urls)) == {urls[0]: "replaced", urls[1]: "unchanged"}
    assert web.model.embedded > embedded


def test_robots_txt_is_respected_also_after_a_redirect(site: Site, web: Web) -> None:
    site.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /private\nDisallow: /*.cgi$", "text/plain")
    for path in ("/public", "/private/a", "/b.cgi"):
        site.answers[path] = Answer(PAGE.format("Wax"))
    site.answers["/moved"] = Answer(status=302, headers={"Location": "/private/a"})
    found = web.ingest(*(site.url(path) for path in ("/public", "/private/a", "/b.cgi", "/moved")))
    assert [*statuses(found).values()].count("failed") == 3
    assert "robots.txt says so" in found[site.url("/moved")].reason
    assert site.paths.count("/robots.txt") == 1
    assert not {"/private/a", "/b.cgi"} & {*site.paths}


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False)])
def test_a_site_without_robots_txt(site: Site, web: Web, status: int, allowed: bool) -> None:
    site.answers["/robots.txt"] = Answer(status=status)
    site.answers["/a"] = Answer(PAGE.format("Wax"))
    assert statuses(web.ingest(site.url("/a"))) == {site.url("/a"): "new" if allowed else "failed"}


@pytest.mark.parametrize("packed", [False, True])
def test_the_pages_of_sitemaps_of_a_sitemap(site: Site, web: Web, packed: bool) -> None:
    pages = [f"/page{n}" for n in range(5)]
    for path in pages:
        site.answers[path] = Answer(PAGE.format(path))
    inner = sitemap(
        *(site.url(path) for path in pages), site.url("/x", host="other.test"), "ftp://x", "http://["
    )
    site.answers["/inner.xml"] = Answer(
        gzip.compress(inner.encode()) if packed else inner, "application/gzip"
    )
    site.answers["/sitemap.xml"] = Answer(
        sitemap(site.url("/inner.xml"), site.url("/sitemap.xml"), kind="sitemap"), "application/xml"
    )
    assert statuses(web.ingest(site.url("/sitemap.xml"))) == {site.url(path): "new" for path in pages}
    assert len(web.ingest(site.url("/sitemap.xml"), most_pages=2)) == 2


def test_a_sitemap_that_attacks_is_refused(site: Site, web: Web) -> None:
    attack = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xx">]><urlset><url><loc>&x;</loc></url></urlset>'
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000)
    assert is_sitemap(bomb)
    for body in (attack.encode(), bomb, b"<urlset><broken"):
        with pytest.raises(UnreadableFile, match="sitemap"):
            parse_sitemap(body)
    assert not is_sitemap(b"\x1f\x8b broken")
    assert not is_sitemap(PAGE.format("urlset").encode())
