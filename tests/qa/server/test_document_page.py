"""The page of a document: rendered, in parts if it is long, with pictures of the pages of a PDF."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from index.ingest.files import document_of_file
from index.ingest.formats.registry import for_media_type
from qa.server.web.document_part import PART, part_of
from qa.service import Service
from tests.support.access_cases import SITE, bearer, make
from tests.support.pdf_files import paragraph, pdf

PAGES = [
    paragraph(["Iron melts at 1538 degrees and it boils at 2862", "degrees, says the book of metals."], 700),
    paragraph(["Lead melts at 327 degrees and it boils at 1749", "degrees, says the book of metals."], 700),
    paragraph(["Wax is no metal and it melts at 60 degrees, as", "everybody knows who has a candle."], 700),
]


def put(service: Service, name: str, data: bytes) -> str:
    document = document_of_file(name, Path(name), data)
    service.ingester.add("default", [document])
    return document.text


def shown(client: TestClient, where: str, **query: Any) -> str:
    answer = client.get(f"{where}?{urlencode(query)}")
    assert answer.status_code == 200, answer.text
    return answer.text


def marked(html: str) -> str:
    found = re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.S)
    return unescape(re.sub("<[^>]+>", "", " ".join(found)))


def cite(client: TestClient, name: str, text: str, words: str, **query: Any) -> str:
    start = text.index(words)
    return shown(client, f"/documents/{name}", start=start, end=start + len(words), **query)


@pytest.mark.parametrize(
    ("name", "data", "words", "expected"),
    [
        (
            "a.md",
            b"# Ice\n\nIt **melts** [at](http://x.example) 0.",
            "**melts** [at](http://x.example) 0",
            "melts   at  0",
        ),
        ("a.csv", b"Part,Price\nValve,12\nPump,9\n", "| Pump | 9 |", "Pump 9"),
        (
            "a.html",
            b"<h1>Ice</h1><p>It <b>melts</b>.<table><tr><th>a<th>b<tr><td>1<td>2</table>",
            "1 | 2",
            "1 2",
        ),
        ("a.rst", b"Ice\n===\n\nIt melts.\n\n* one\n* two\n", "It melts.", "It melts."),
        ("a.json", b'[{"name": "Valve", "price": 12}]', "Valve", "Valve"),
    ],
)
def test_what_is_cited_is_marked_in_the_rendered_document(
    client: TestClient, service: Service, name: str, data: bytes, words: str, expected: str
) -> None:
    html = cite(client, name, put(service, name, data), words)
    assert 'class="rendered"' in html
    assert marked(html).split() == expected.split()
    assert html.count('id="span"') == 1


def test_what_is_not_visible_when_rendered_is_shown_as_text(client: TestClient, service: Service) -> None:
    text = put(service, "a.md", b"---\ntitle: T\n---\n\nIce.\n\n<!-- a note to the editor -->\n\nWax.")
    for words in ("a note to the editor", "title: T"):
        html = cite(client, "a.md", text, words)
        assert '<article class="text"' in html
        assert marked(html) == words


def test_front_matter_is_apart(client: TestClient, service: Service) -> None:
    text = put(service, "a.md", b"---\ntitle: T\n---\n\n# Ice\n\nIt melts.")
    html = cite(client, "a.md", text, "melts")
    assert "<summary>Front matter</summary>" in html
    assert "<h2>Ice</h2>" in html
    assert marked(html) == "melts"


def test_the_cited_page_of_a_pdf_is_marked_on_its_picture_and_beside_it(
    client: TestClient, service: Service
) -> None:
    text = put(service, "a/b.pdf", pdf(PAGES, "Metals"))
    html = cite(client, "a/b.pdf", text, "Lead melts at 327 degrees")
    sections = re.findall(r'<section id="page=(\d)".*?</section>', html, re.S)
    assert sections == ["1", "2", "3"]
    second = html[html.index('id="page=2"') : html.index('id="page=3"')]
    assert marked(html) == marked(second) == "Lead melts at 327 degrees"
    assert html.count("<rect") == second.count('<rect id="span"') == html.count('id="span"') == 1
    assert '<a href="#page=2">page 2</a>' in html
    for picture in re.findall(r'<img src="([^"]+)"', html):
        answer = client.get(unescape(picture))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
        assert answer.headers["cache-control"] == "no-store"
    file = unescape(re.search(r'<a href="([^"]+)">Download the original', html)[1])  # type: ignore[index]
    assert client.get(file).content == pdf(PAGES, "Metals")


def test_a_quote_over_two_pages_is_marked_on_both(client: TestClient, service: Service) -> None:
    lines = [
        paragraph(["Iron melts at 1538 degrees and it boils at 2862 degrees, and then it"], 80),
        paragraph(["goes on to melt on the next page, says the book of metals and of wax."], 760),
    ]
    text = put(service, "a.pdf", pdf(lines))
    assert "then it goes on" in text
    html = cite(client, "a.pdf", text, "and then it goes on to melt")
    assert html.count("<rect") == 2
    assert "#page=1" in html
    assert "#page=2" in html


def test_pictures_are_of_pdf_documents_alone(client: TestClient, service: Service) -> None:
    put(service, "a.txt", b"Ice.")
    put(service, "b.pdf", pdf(PAGES))
    version = {name: client.get(f"/v1/documents/{name}").json()["version"] for name in ("a.txt", "b.pdf")}
    where = "/originals/{}/pages/{}?document_id={}"
    assert client.get(where.format(version["a.txt"], 1, "a.txt")).status_code == 404
    assert client.get(where.format(version["b.pdf"], 4, "b.pdf")).status_code == 404
    assert client.get(where.format(version["b.pdf"], 0, "b.pdf")).status_code == 404
    assert client.get(where.format(version["a.txt"], 1, "b.pdf")).status_code == 404
    assert client.get(where.format(version["b.pdf"], 1, "b.pdf")).status_code == 200
    assert client.delete("/v1/documents/b.pdf").status_code == 200
    assert client.get(where.format(version["b.pdf"], 1, "b.pdf")).status_code == 404


def test_a_pdf_that_cannot_be_shown_is_read_as_text(client: TestClient, service: Service) -> None:
    text = put(service, "a.pdf", pdf(PAGES))
    with service.index.catalog.transaction() as db:
        db.execute("UPDATE originals SET data = ?", (b"%PDF-1.7 damaged since",))
    html = cite(client, "a.pdf", text, "Lead melts")
    assert marked(html) == "Lead melts"
    assert "<img" not in html


def test_a_long_document_is_shown_in_parts_that_lead_on(client: TestClient, service: Service) -> None:
    text = "\n\n".join(f"## Part {n}\n\nIt tells *of* {n} things." for n in range(8_000))
    with service.index.catalog.transaction() as db:  # cutting it is not what is tested
        from index.store.catalog import documents as rows
        from index.store.catalog.collections import find_or_create

        rows.put(
            db, find_or_create(db, "default", 1), Document("a", text, media_type="text/markdown"), "mark"
        )
    html = cite(client, "a", text, "of* 5000 things")
    assert marked(html) == "of 5000 things".replace("of ", "of  ")
    assert len(html) < 4 * PART
    seen = set(re.findall(r"<h3>Part (\d+)</h3>", html))
    for relation in ("prev", "next"):
        follow = html
        while found := re.search(rf'<a (?:id="next" )?href="([^"]+)" rel="{relation}"', follow):
            follow = client.get(unescape(found[1])).text
            seen |= set(re.findall(r"<h3>Part (\d+)</h3>", follow))
    assert seen == {str(n) for n in range(8_000)}


def test_rows_of_a_long_table_keep_their_header() -> None:
    text = "| Part | Price |\n|---|---|\n" + "".join(f"| Valve {n} | {n} |\n" for n in range(30_000))
    blocks = for_media_type("text/csv").blocks(text)
    part = part_of(text, blocks, 0, None, text.index("| Valve 20000 |") + 9)
    assert [piece.of(text)[:16] for piece in part.pieces] == ["| Part | Price |", "| Valve 20000 | "]
    assert part.pieces[0].of(text) == "| Part | Price |\n|---|---|\n"
    assert part.earlier is not None
    assert part.later == part.span.end
    assert text[part.span.end - 1] == "\n"


def test_a_part_is_whole_blocks_and_parts_cover_the_text() -> None:
    text = "\n\n".join(f"Paragraph {n} " + "of words " * (n % 50) for n in range(3_000))
    blocks = for_media_type("text/markdown").blocks(text)
    at, seen = 0, 0
    while True:
        part = part_of(text, blocks, 0, None, at)
        assert part.span.start == at == seen
        assert text[part.span.start :].startswith("Paragraph") or not text[part.span.start].strip()
        seen = part.span.end
        if part.later is None:
            break
        at = part.later
    assert seen == len(text)


def test_readers_of_a_site_see_the_pages_of_what_is_cited_and_no_other(
    client: TestClient, service: Service
) -> None:
    put(service, "a.pdf", pdf(PAGES, "Metals"))
    put(service, "secret.pdf", pdf(PAGES[:1], "Secret"))
    key = make(client, publishable=True, origins=(SITE,), collections=("default",))
    ask = {
        "question": "Lead melts at how many degrees?",
        "filters": {"document_id": "a.pdf"},
        "abstain": False,
    }
    answer = client.post("/v1/ask", json=ask, headers=bearer(key, Origin=SITE)).json()["answer"]
    html = client.get(answer["citations"][0]["url"]).text
    pictures = [unescape(found) for found in re.findall(r'<img src="([^"]+)"', html)]
    assert len(pictures) == 3
    for where in pictures:
        assert client.get(where).status_code == 200
        assert client.get(where.partition("&ticket")[0]).status_code == 401
        assert client.get(where.replace("a.pdf", "secret.pdf")).status_code == 401
    file = unescape(re.search(r'<a href="([^"]+)">Download the original', html)[1])  # type: ignore[index]
    assert client.get(file).content.startswith(b"%PDF")


def test_a_key_of_another_collection_gets_no_file_and_no_picture(
    client: TestClient, service: Service
) -> None:
    put(service, "a.pdf", pdf(PAGES))
    version = client.get("/v1/documents/a.pdf").json()["version"]
    other = bearer(make(client, collections=("other",)))
    for where in (
        "/v1/documents/a.pdf/original",
        f"/originals/{version}?document_id=a.pdf",
        f"/originals/{version}/pages/1?document_id=a.pdf",
    ):
        assert client.get(where, headers=other).status_code == 403, where
        assert client.get(where).status_code == 401, where
        assert client.get(where, headers=bearer(make(client))).status_code == 200, where
    form = [("file", ("b.txt", b"Ice.", "text/plain"))]
    assert client.post("/v1/documents", files=form, headers=other).status_code == 403
    assert client.post("/v1/documents", files=form).status_code == 401
