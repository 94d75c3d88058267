"""Rendered documents in a browser: the quote is in view and marked, and nothing of a document runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, Request, expect

from index.documents import Span
from index.ingest.files import document_of_file
from index.store.catalog import documents as rows
from index.store.catalog.collections import find
from qa.cite import span_url
from qa.service import Service
from tests.support.documents_page import server
from tests.support.pdf_files import paragraph, pdf
from tests.support.widget_server import violations

__all__ = ["server"]

pytestmark = pytest.mark.browser

LINES = [f"Line {n} of a page that tells of nothing at all, whatever it is." for n in range(50)]
PAGES = [[*paragraph(LINES, 740)] for _ in range(12)]
PAGES[8][40] = PAGES[8][40]._replace(text="Lead melts at 327 degrees, says the book of metals here.")
HANDBOOK = """# Handbook

A paragraph with **strong** words, `code` and a [link](https://example.org/).

{filler}

## Limits

| What | Limit | Beyond it |
| --- | --: | --- |
| Address | 8 KiB | 414 |
| Headers | 32 KiB | 431 |

```python
def melts(at: int) -> bool:
    return at > 1538
```

- one
- two
"""
FILLER = "\n\n".join(f"Paragraph {n} tells of nothing at all." for n in range(80))
HOSTILE = """# Fine

<script>window.hit = 1</script>

<img src="x" onerror="window.hit = 2"> and <img src="https://evil.example/pixel.png">

![p](https://evil.example/pixel2.png) [go](javascript:window.hit=3) <a href="javascript:window.hit=4">go</a>

<iframe src="javascript:parent.hit=5"></iframe><svg onload="window.hit=6"></svg>

<style>body { display: none }</style>

<details open ontoggle="window.hit=7">Shown</details>

The end.
"""


def put(service: Service, name: str, data: bytes) -> None:
    service.ingester.add("default", [document_of_file(name, Path(name), data)])


def url(service: Service, name: str, words: str) -> str:
    """Where a citation of `words` leads."""
    with service.index.catalog.reading() as db:
        collection = find(db, "default")
        version = rows.show(db, collection, name).version
        start = rows.version_text(db, collection, name, version).index(words)
    return span_url("default", name, version, Span(start, start + len(words)))


def in_view(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    assert page.viewport_size is not None
    title = page.locator("h1").bounding_box()
    assert title is not None
    return (
        title["y"] + title["height"] <= box["y"] and box["y"] + box["height"] <= page.viewport_size["height"]
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_a_citation_of_a_pdf_leads_to_the_quote_on_its_page(
    server: str, service: Service, open_page: Callable[..., Page], width: int
) -> None:
    put(service, "a/b.pdf", pdf(PAGES, "Metals"))
    page = open_page(
        server + url(service, "a/b.pdf", "Lead melts at 327 degrees"),
        viewport={"width": width, "height": 800},
    )
    expect(page.locator("h1")).to_be_in_viewport()
    assert in_view(page, "rect#span")
    section = page.locator('[id="page=9"]')
    expect(section.locator("mark")).to_have_text("Lead melts at 327 degrees")
    expect(section.locator("img")).to_be_in_viewport()
    section.locator("img").evaluate("image => image.decode()")
    assert section.locator("img").evaluate("image => image.naturalWidth") == 1240
    picture, rectangle = section.locator("img").bounding_box(), page.locator("rect").bounding_box()
    assert picture is not None
    assert rectangle is not None
    down = (rectangle["y"] - picture["y"]) / picture["height"]
    assert abs(down - (1 - (740 - 12 * 40 + 8) / 792)) < 0.01, "the rectangle is over the words"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("link", name="page 9", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#page=9")
    expect(section).to_be_in_viewport()


def test_pictures_are_loaded_when_they_come_into_view(
    server: str, service: Service, open_page: Callable[..., Page]
) -> None:
    put(service, "a.pdf", pdf(PAGES * 5, "Metals"))
    page = open_page(f"{server}/documents/a.pdf")
    loaded = "[...document.images].filter(image => image.complete && image.naturalWidth).length"
    page.locator("img").first.evaluate("image => image.decode()")
    page.wait_for_load_state("networkidle")
    assert 0 < page.evaluate(loaded) < 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_cited_cell_is_marked_in_its_table(
    server: str, service: Service, open_page: Callable[..., Page], scheme: str
) -> None:
    put(service, "a.md", HANDBOOK.format(filler=FILLER).encode())
    where = server + url(service, "a.md", "32 KiB")
    page = open_page(where, color_scheme=scheme, viewport={"width": 390, "height": 800})
    expect(page.locator("td mark#span")).to_have_text("32 KiB")
    assert in_view(page, "#span")
    expect(page.locator("h1")).to_be_in_viewport()
    expect(page.get_by_role("table").get_by_role("columnheader")).to_have_text(["What", "Limit", "Beyond it"])
    expect(page.locator("pre code")).to_have_text("def melts(at: int) -> bool:\n    return at > 1538")
    expect(page.locator("strong")).to_have_text("strong")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_pdf_pass_axe(
    server: str, service: Service, open_page: Callable[..., Page], scheme: str
) -> None:
    put(service, "a.pdf", pdf(PAGES[7:10], "Metals"))
    page = open_page(server + url(service, "a.pdf", "Lead melts at 327 degrees"), color_scheme=scheme)
    assert violations(page) == []


def test_a_document_is_read_without_scripts(
    server: str, service: Service, open_page: Callable[..., Page]
) -> None:
    put(service, "a.pdf", pdf(PAGES, "Metals"))
    page = open_page(server + url(service, "a.pdf", "Lead melts"), java_script_enabled=False)
    expect(page.locator("rect#span")).to_be_in_viewport()
    expect(page.locator("mark")).to_have_text("Lead melts")


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.txt"])
def test_nothing_of_a_document_runs_or_calls_out(
    server: str, service: Service, open_page: Callable[..., Page], name: str
) -> None:
    put(service, name, HOSTILE.encode())
    page = open_page("about:blank")
    called: list[str] = []

    def note(request: Request) -> None:
        called.append(request.url)

    page.on("request", note)
    page.goto(f"{server}/documents/{name}?{urlencode({'start': 0, 'end': 5})}")
    expect(page.get_by_text("The end.")).to_be_visible()
    for link in page.get_by_text("go", exact=True).all():
        link.click(force=True)
    assert page.evaluate("window.hit") is None
    assert [address for address in called if not address.startswith(server)] == []
    assert page.locator("main iframe, main svg, main img, main script, main style").count() == 0
