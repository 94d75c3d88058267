"""What an HTML page says about itself: title, author, date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lxml import html

from index.dates import iso_date

TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title")
AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author")
DATES = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "citation_publication_date",
    "pubdate",
    "publish_date",
)
CHANGES = (
    "article:modified_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "og:updated_time",
    "last-modified",
)
MAX_LENGTH = 300


class About(NamedTuple):
    """Title, author and ISO dates of a page; empty where it does not say."""

    title: str = ""
    author: str = ""
    published: str = ""
    modified: str = ""


def about(root: html.HtmlElement) -> About:
    """Read the `<meta>` elements, `<title>`, and the only `<h1>`."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        value = " ".join((meta.get("content") or "").split())
        if value and len(value) <= MAX_LENGTH:
            metas.setdefault(key.strip().lower(), value)
    title = _first(metas, TITLES) or _words(root, "title") or _words(root, "h1")
    author = _first(metas, AUTHORS)
    published, modified = (
        next(filter(None, map(iso_date, (metas.get(key, "") for key in keys))), "")
        for keys in (DATES, CHANGES)
    )
    return About(title, "" if author.startswith(("http:", "https:")) else author, published, modified)


def _first(metas: dict[str, str], keys: Iterable[str]) -> str:
    return next((metas[key] for key in keys if key in metas), "")


def _words(root: html.HtmlElement, tag: str) -> str:
    for element in root.iter(tag):
        if words := " ".join("".join(element.itertext()).split()):
            return words[:MAX_LENGTH]
    return ""
