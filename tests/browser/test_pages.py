"""HTML pages: the cited span is marked, and nothing in a document is executed."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.documents import Document
from qa.service import Service

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}</article></mark>\"'&amp;"


class Reader(HTMLParser):
    """Collects a page's tags, and the text inside its article and its mark."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = self.marked = ""
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "article" in self._open:
            self.text += data
        if "mark" in self._open:
            self.marked += data


def put(service: Service, text: str, **about: Any) -> None:
    service.ingester.add("default", [Document("a", text, **about)])


def read(client: TestClient, where: str) -> Reader:
    response = client.get(where)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/html")
    return Reader(response.text)


def test_the_cited_span_is_marked_in_the_whole_text(client: TestClient, service: Service) -> None:
    text = "Iron  melts.\n\n\tAt 1538 °C 😀.\nSo it is."
    put(service, text, title="Metals", published="2024-11-05")
    page = read(client, "/documents/a?start=15&end=27")
    assert page.text == text
    assert page.marked == text[15:27]
    assert ("mark", {"id": "span"}) in page.tags


def test_citations_lead_to_their_span(client: TestClient, service: Service) -> None:
    put(service, "Ice is cold. Iron melts at 1538 degrees. Wax is soft.", title="Metals")
    body = {"question": "Iron melts at how many degrees?", "abstain": False}
    citation = client.post("/v1/ask", json=body).json()["answer"]["citations"][0]
    assert read(client, citation["url"].removesuffix("#span")).marked == citation["cited_text"]


def test_without_a_span_nothing_is_marked(client: TestClient, service: Service) -> None:
    put(service, "Iron melts.")
    page = read(client, "/documents/a")
    assert page.text == "Iron melts."
    assert "mark" not in dict(page.tags)


def test_old_versions_can_be_read(client: TestClient, service: Service) -> None:
    put(service, "Old.")
    version = client.get("/v1/documents/a").json()["version"]
    put(service, "New.")
    assert read(client, "/documents/a").text == "New."
    assert read(client, f"/documents/a?version={version}").text == "Old."


def test_markup_in_a_document_is_inert(client: TestClient, service: Service) -> None:
    put(service, HOSTILE, title=HOSTILE, url="javascript:alert(3)")
    page = read(client, "/documents/a?start=0&end=8")
    assert page.text == HOSTILE
    assert page.marked == "<script>"
    assert not {"script", "img"} & set(dict(page.tags))
    assert not [a for _, attributes in page.tags for a in attributes if a.startswith("on")]
    assert all(not str(a.get("href", "")).startswith("javascript") for _, a in page.tags)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example/x", "http://a\u202eb/"]
)
def test_only_web_addresses_are_links(client: TestClient, service: Service, url: str) -> None:
    put(service, "Iron.", url=url)
    links = [a["href"] for tag, a in read(client, "/documents/a").tags if tag == "a"]
    assert links == ["/?collection=default", "/documents?collection=default", "/docs"]


def test_a_web_address_is_a_link(client: TestClient, service: Service) -> None:
    put(service, "Iron.", url="https://example.org/?a=1&b=2")
    assert "https://example.org/?a=1&b=2" in [a.get("href") for _, a in read(client, "/documents/a").tags]


def test_characters_that_reorder_text_are_shut_in(client: TestClient, service: Service) -> None:
    text = "pay \u202e001\u202c to \u2067x\u2069 now"
    put(service, text, title="Invoice \u202efdp.exe")
    html = client.get("/documents/a").text
    assert Reader(html).text == text
    shut = re.findall(r'<bdi class="control" data-code="U\+[0-9A-F]{4}">(.)</bdi>', html)
    assert len(shut) == len(re.findall("[\u202a-\u202e\u2066-\u2069]", html)) == 5
    assert unescape(re.search("<title>(.*?)</title>", html)[1]).startswith("Invoice fdp.exe")  # type: ignore[index]


@pytest.mark.parametrize("where", ["/documents/a", "/documents/nope", "/nowhere"])
def test_pages_may_load_nothing_but_our_style(client: TestClient, service: Service, where: str) -> None:
    put(service, "Iron.")
    response = client.get(where, headers={"Accept": "text/html"})
    assert "default-src 'none'; style-src 'self'; " in response.headers["content-security-policy"]
    assert "script-src" not in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    tags = Reader(response.text).tags
    styles = ["/static/sourceline.css", *(["/static/document.css"] if where == "/documents/a" else [])]
    assert [a["href"] for tag, a in tags if tag == "link"] == styles
    assert not [1 for tag, a in tags if tag in ("script", "style") or "style" in a]


@pytest.mark.parametrize(
    ("where", "status", "says"),
    [
        ("/documents/nope", 404, "There is no document"),
        ("/documents/a?collection=nowhere", 404, "There is no collection"),
        ("/documents/a?version=0", 404, "no version"),
        ("/documents/a?start=5&end=2", 422, "behind the end"),
        ("/documents/a?start=0&end=99", 422, "beyond the text"),
        ("/documents/a?start=x", 422, "start"),
        ("/documents/<script>alert(1)</script>", 404, "&lt;script&gt;"),
    ],
)
def test_errors_are_readable(
    client: TestClient, service: Service, where: str, status: int, says: str
) -> None:
    put(service, "Iron.")
    response = client.get(where)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert says in response.text
    assert "<script" not in response.text


def test_browsers_get_pages_for_unknown_addresses(client: TestClient) -> None:
    browser = {"accept": "text/html,*/*"}
    assert client.get("/nope", headers=browser).headers["content-type"].startswith("text/html")
    assert client.get("/v1/nope", headers=browser).headers["content-type"] == "application/problem+json"


def test_a_very_long_document_is_shown_whole(client: TestClient, service: Service) -> None:
    from index.store.catalog import documents as rows
    from index.store.catalog.collections import find_or_create

    text = "Iron <melts>. " * 72_000
    with service.index.catalog.transaction() as db:  # cutting a million characters is not what is tested
        rows.put(db, find_or_create(db, "default", 1), Document("a", text), "mark")
    page = read(client, "/documents/a?start=999999&end=1000013")
    assert page.text == text
    assert page.marked == text[999_999:1_000_013]


@pytest.mark.parametrize(
    ("where", "scripts", "forms"),
    [
        ("/", ["/widget.js", "/static/sign_in.js", "/static/home.js"], "'none'"),
        ("/documents", ["/static/documents.js"], "'self'"),
    ],
)
def test_pages_that_work_by_scripts_run_and_call_only_ours(
    client: TestClient, service: Service, where: str, scripts: list[str], forms: str
) -> None:
    put(service, HOSTILE, title=HOSTILE)
    response = client.get(where)
    assert response.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'self'; base-uri 'none'; form-action {forms}; "
        "frame-ancestors 'none'; script-src 'self'; connect-src 'self'"
    )
    tags = Reader(response.text).tags
    assert [a["src"] for tag, a in tags if tag == "script"] == scripts
    assert not [1 for tag, a in tags if tag in ("style", "img") or any(name[:2] == "on" for name in a)]
    for script in scripts:
        assert client.get(script).headers["content-type"].startswith("text/javascript")


def test_a_new_collection_is_an_empty_list(client: TestClient) -> None:
    assert "There are no documents." in client.get("/documents?collection=new").text
    assert client.get("/documents?collection=a/b").status_code == 422


@pytest.mark.parametrize("where", ["/", "/documents"])
def test_another_collection_is_a_click_away(client: TestClient, service: Service, where: str) -> None:
    service.ingester.add("default", [Document("a", "Ice.")])
    assert "Collections:" not in client.get(where).text
    service.ingester.add("cold & wet", [Document("b", "Snow.")])
    links = [a for tag, a in Reader(client.get(f"{where}?collection=default").text).tags if tag == "a"]
    assert {"href": f"{where}?collection=default", "aria-current": "page"} in links
    assert {"href": f"{where}?collection=cold+%26+wet"} in links


def test_the_collection_chosen_stays_chosen(client: TestClient, service: Service) -> None:
    for name in ("default", "cold & wet"):
        service.ingester.add(name, [Document("a", "Ice.")])
    kept = "?collection=cold+%26+wet"
    for where in ("/", "/documents", "/documents/a"):
        links = [a["href"] for tag, a in read(client, where + kept).tags if tag == "a"]
        assert {"/" + kept, "/documents" + kept} <= set(links), where


@pytest.mark.parametrize("where", ["/", "/documents"])
def test_without_a_default_collection_another_is_shown(
    client: TestClient, service: Service, where: str
) -> None:
    assert "default" in client.get(where).text
    service.ingester.add("cold & wet", [Document("b", "Snow.")])
    html = client.get(where).text
    assert "cold &amp; wet</bdi>" in html
    assert "default" not in html


def test_home_and_list_lead_to_documents(client: TestClient, service: Service) -> None:
    service.ingester.add("cold & wet", [Document("a/b?.txt", "Ice.", title="On <ice>")])
    links = [a["href"] for tag, a in read(client, "/").tags if tag == "a"]
    listing = next(link for link in links if link and link.startswith("/documents?"))
    (document,) = [a for tag, a in read(client, listing).tags if str(a.get("href")).startswith("/documents/")]
    assert read(client, document["href"] or "").text == "Ice."


def test_the_list_leads_on_and_back_and_finds_names(client: TestClient, service: Service) -> None:
    names = [f"{n:02}.txt" for n in range(7)]
    service.ingester.add("c & d", [Document(name, "Ice.", title=f"On ice & {name}") for name in names])
    service.ingester.add("c & d", [Document("other", "Wax.")])

    def shown(where: str) -> tuple[list[str], dict[str, str]]:
        tags = read(client, where).tags
        links = {str(a["rel"]): str(a["href"]) for tag, a in tags if tag == "a" and "rel" in a}
        return [str(a["data-id"]) for _, a in tags if "data-id" in a], links

    first, links = shown("/documents?collection=c+%26+d&limit=3&q=ICE+%26")
    assert (first, list(links)) == (names[:3], ["next"])
    second, links = shown(links["next"])
    assert (second, list(links)) == (names[3:6], ["prev", "next"])
    last, back = shown(links["next"])
    assert (last, list(back)) == (names[6:], ["prev"])
    assert shown(back["prev"])[0] == second
    assert shown(links["prev"]) == (first, shown("/documents?collection=c+%26+d&limit=3&q=ICE+%26")[1])
    client.delete(f"/v1/documents/{names[6]}?collection=c+%26+d")
    gone, back = shown(links["next"])
    assert (gone, shown(back["prev"])[0]) == ([], first)
    assert shown("/documents?collection=c+%26+d&limit=3&before=01.txt")[0] == names[:3], "a whole page"
    assert (
        "No document whose title or name contains “<bdi>&lt;b&gt;</bdi>”"
        in client.get("/documents?q=<b>").text
    )


def test_buttons_say_which_document_they_are_of(client: TestClient, service: Service) -> None:
    service.ingester.add(
        "default", [Document("a.txt", "Ice.", title='On "\u202eice"'), Document("b.txt", "Wax.")]
    )
    labels = [
        a["aria-label"]
        for tag, a in read(client, "/documents").tags
        if tag == "button" and "data-action" in a
    ]
    acts = ("Versions of", "Replace", "Delete")
    assert labels == [f"{act} {name}" for name in ('On "ice"', "b.txt") for act in acts]


def test_docs_work_without_a_network(client: TestClient) -> None:
    """Everything that /docs loads is ours, and its policy lets nothing else be loaded."""
    response = client.get("/docs")
    assert "script-src 'self';" in response.headers["content-security-policy"]
    tags = Reader(response.text).tags
    loaded = [a["src"] for tag, a in tags if tag == "script"] + [
        a["href"] for tag, a in tags if tag == "link"
    ]
    assert len(loaded) == 3
    for where in loaded:
        assert where
        assert where.startswith("/static/")
        assert client.get(where).status_code == 200
