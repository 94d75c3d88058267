"""Sitemaps: lists of a site's pages, and lists of such lists; packed by gzip or not."""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

from index.errors import UnreadableFile

#: Bytes of a sitemap after unpacking, as the protocol allows.
MAX_BYTES = 52_428_800
_HEAD = 4_096
_GZIP = b"\x1f\x8b"
_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")


class Sitemap(NamedTuple):
    """What a sitemap lists.

    Args:
        pages: Addresses of pages.
        sitemaps: Addresses of further sitemaps.
    """

    pages: list[str]
    sitemaps: list[str]


def is_sitemap(body: bytes) -> bool:
    """Whether an answer is a sitemap."""
    try:
        head = _unpacked(body[: 4 * _HEAD], whole=False)
    except UnreadableFile:
        return False
    return bool(_ROOT.search(head[:_HEAD]))


def parse_sitemap(body: bytes) -> Sitemap:
    """The addresses in a sitemap.  Raises `UnreadableFile`."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(_unpacked(body, whole=True), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableFile("The sitemap is no valid XML.", hint="Name its pages one by one.") from error
    found = Sitemap([], [])
    for entry in root:
        kind = entry.tag.rpartition("}")[2]
        for child in entry:
            url = (child.text or "").strip()
            if child.tag.rpartition("}")[2] == "loc" and url:
                (found.sitemaps if kind == "sitemap" else found.pages).append(url)
    return found


def _unpacked(body: bytes, *, whole: bool) -> bytes:
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        data = unpacker.decompress(body, MAX_BYTES if whole else _HEAD)
    except zlib.error as error:
        raise UnreadableFile("The sitemap is damaged.", hint="Name its pages one by one.") from error
    if whole and unpacker.unconsumed_tail:
        raise UnreadableFile(
            f"The sitemap unpacks to more than {MAX_BYTES:,} bytes.", hint="Name its parts one by one."
        )
    return data
