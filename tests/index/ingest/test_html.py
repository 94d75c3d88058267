"""HTML: structure, main content, what the page says about itself, limits."""

from __future__ import annotations

from contextlib import suppress

import pytest

from index.errors import UnreadableFile
from index.ingest.formats import BlockKind
from index.ingest.formats.html_page import HtmlPage, html_content
from tests.support.processor_time import takes_at_most

SENTENCE = (
    "The ferry to the island leaves every morning at nine and comes back in the evening of the same day. "
)


def text(body: str, head: str = "") -> str:
    return html_content(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>").text


def test_headings_lists_code_and_paragraphs() -> None:
    body = (
        "<h1>One</h1><p>First\n  <b>bold</b>, <a href='/x'>linked</a>.<br>Next</p><h3>Three</h3>"
        "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul><ol><li>d</ol>"
        "<dl><dt>Term<dd>Meaning</dl><pre>x = 1\n  y</pre>loose<div>block</div>tail<!-- no --><svg>no</svg>"
    )
    made = text(body)
    assert made == (
        "# One\n\nFirst bold, linked.\nNext\n\n### Three\n\n- a\n  - b\n- c\n- d\n\nTerm\n\n- Meaning\n\n"
        "```\nx = 1\n  y\n```\n\nloose\n\nblock\n\ntail\n"
    )
    headings = [(block.level, block.heading) for block in HtmlPage().blocks(made) if block.heading]
    assert headings == [(1, "One"), (3, "Three")]


def test_a_table_with_spans_and_a_caption() -> None:
    body = (
        "<table><caption>Prices</caption><thead><tr><th>Item<th>Size<th>Price</thead>"
        "<tr><td rowspan=2>Tea<td>small<td>2 | 3<tr><td>large<td>4<tr><td colspan=2>All<td>9</table>"
    )
    made = text(body)
    assert made.split("\n\n", 1) == [
        "Prices",
        "| Item | Size | Price |\n| --- | --- | --- |\n| Tea | small | 2 \\| 3 |\n| Tea | large | 4 |\n"
        "| All | All | 9 |\n",
    ]
    assert [block.kind for block in HtmlPage().blocks(made)] == [BlockKind.PARAGRAPH, BlockKind.TABLE]


def test_a_table_of_layout_is_read_as_blocks() -> None:
    inner = "<table><tr><td>a<td>b<tr><td>1<td>2</table>"
    assert text(f"<table><tr><td><h2>Left</h2><td><p>Right</p>{inner}</table>") == (
        "## Left\n\nRight\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    )


def test_text_never_becomes_markup() -> None:
    made = text("<p># no heading</p><p>---</p><p>title: x</p><p>---</p><p>```</p><p>last</p>")
    assert {block.kind for block in HtmlPage().blocks(made)} == {BlockKind.PARAGRAPH}
    assert "last" in made


def test_a_page_of_a_site_is_read_without_what_is_around_its_content() -> None:
    article = "".join(f"<p>{SENTENCE}Day {n} is like day {n + 1}.</p>" for n in range(8))
    table = "<table><tr><th>Day<th>Boats<tr><td>Monday<td>12<tr><td>Sunday<td>3</table>"
    made = text(
        "<script>var x = 'nothing'</script><nav><ul><li><a href=/>Home</a><li>Contact us</ul></nav>"
        f"<article><h1>Ferries</h1>{article}<h2>Boats a day</h2>{table}<p>{SENTENCE}</p></article>"
        "<footer><p>Imprint, all rights reserved</p></footer>"
    )
    assert made.startswith("# Ferries\n")
    assert "| Monday | 12 |" in made
    assert made.count("The ferry") == 9
    assert not [words for words in ("nothing", "Contact us", "Imprint") if words in made]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title> A  &amp; B </title>", "A & B"),
        ("<title>A - Site</title><meta property='og:title' content='A'>", "A"),
        ("<title></title>", "In the text"),
    ],
)
def test_the_title(head: str, title: str) -> None:
    assert html_content(f"<html><head>{head}</head><h1>In the text</h1>").title == title


@pytest.mark.parametrize("date", ["2024-11-05", "2024-11-05 and more"])
def test_date_and_author_where_the_page_says_so(date: str) -> None:
    content = html_content(f"<meta name=date content='{date}'><meta name=Author content='Ann  Lee'><p>Ice")
    assert (content.published, content.metadata) == ("2024-11-05", {"author": "Ann Lee"})
    silent = html_content("<meta name=date content='soon'><p>Written on 2020-01-01.")
    assert (silent.published, silent.metadata) == ("", {})


def test_xhtml_with_elements_closed_at_once() -> None:
    source = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
        '<script src="x.js"/></head><body><p><a id="p1"/>Ice</p><div class="x"/><p>melts</p></body></html>'
    )
    assert html_content(source, whole=True).text == "Ice\n\nmelts\n"


@pytest.mark.parametrize("data", [b"", b" \n", b"<html></html>", b"<script>x</script>", b"<!-- x -->", b"\0"])
def test_a_page_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        HtmlPage().text(data)
    assert caught.value.hint


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000 + "Ice" + "</div>" * 50_000,
        "<b>" * 50_000 + "Ice",
        "<table><tr><td>" * 3_000 + "Ice",
        "<ul><li>" * 5_000 + "Ice",
        f"<p title='{'x' * 1_000_000}'>Ice</p>",
        "<table><tr>" + "<td colspan=9999 rowspan=9999>Ice" * 500 + "<tr><td>b" * 200 + "</table>",
        "<p>" + "&lol;" * 100_000 + "Ice",
        f"<img src='data:image/png;base64,{'A' * 1_000_000}'>{'B' * 1_000_000} Ice",
        "<p>Ice</p>" + "<p>" * 100_000,
        "Ice" + "<" * 200_000,
        "Ice <a " + "x=/ " * 100_000,
    ],
    ids=range(11),
)
@pytest.mark.parametrize("around", ["", "<script></script>"])
def test_hostile_pages_are_read_in_seconds(body: str, around: str) -> None:
    source = f"<!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body>{around}{body}"
    with takes_at_most(10), suppress(UnreadableFile):
        assert len(HtmlPage().text(source.encode())) < 10_000_000


def test_entities_of_a_document_type_are_not_followed() -> None:
    source = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>Ice &x;</p></body></html>'
    )
    assert "root:" not in HtmlPage().text(source.encode())
