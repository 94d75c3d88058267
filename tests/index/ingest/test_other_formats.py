"""EPUB, e-mail, JSON and reStructuredText."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from index.errors import UnreadableFile
from index.ingest.formats import epub
from index.ingest.formats.email_message import Email, Mailbox
from index.ingest.formats.epub import Epub
from index.ingest.formats.json_records import Json, JsonLines
from index.ingest.formats.restructured_text import RestructuredText

CONTAINER = '<container><rootfiles><rootfile full-path="O/p.opf"/></rootfiles></container>'
OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
    "<dc:title>Ice and Wax</dc:title><dc:creator>Ann Lee</dc:creator><dc:date>2020-02-03</dc:date></metadata>"
    '<manifest><item id="b" href="b.xhtml"/><item id="a" href="a%20a.xhtml"/></manifest>'
    '<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="gone"/></spine></package>'
)
MESSAGE = (
    b"From: Ann <a@x.org>\r\nTo: Bo <b@x.org>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    b"Date: Tue, 5 Nov 2024 09:30:00 +0100\r\n"
)


def book(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    chapters = {"O/b.xhtml": "<h1>Wax</h1><ul><li>soft</ul>", "O/a a.xhtml": "<h1>Ice</h1><p>Melts.</p>"}
    content = Epub().content(book({"META-INF/container.xml": CONTAINER, "O/p.opf": OPF, **chapters}))
    assert content.text == "# Ice\n\nMelts.\n\n# Wax\n\n- soft\n"
    assert content[1:4] == ("Ice and Wax", "2020-02-03", {"author": "Ann Lee"})


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"a": "b"}, "not an EPUB"),
        ({"META-INF/container.xml": "<"}, "damaged|package document"),
        ({"META-INF/container.xml": CONTAINER, "O/p.opf": OPF}, "no text"),
        ({"META-INF/container.xml": CONTAINER, "META-INF/rights.xml": ""}, "encrypted"),
    ],
)
def test_a_book_that_cannot_be_read_says_why(parts: dict[str, str], says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        Epub().text(book(parts))


def test_a_zip_bomb_and_a_truncated_book_are_refused() -> None:
    bomb = {"META-INF/container.xml": CONTAINER, "O/p.opf": OPF, "O/b.xhtml": "x" * (epub.MAX_PART_BYTES + 1)}
    with pytest.raises(UnreadableFile, match="too large"):
        Epub().text(book(bomb))
    with pytest.raises(UnreadableFile, match="damaged"):
        Epub().text(book(bomb)[:500])


def test_a_message_shows_its_fields_text_and_attachments() -> None:
    body = (
        b"Content-Type: multipart/mixed; boundary=x\r\n"
        b"\r\n--x\r\nContent-Type: text/plain; charset=latin-1\r\n"
        b"\r\nSch\xf6ne\r\n\r\nTage\r\n--x\r\n"
        b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\n"
        b"\r\nJVBERg==\r\n--x--"
    )
    content = Email().content(MESSAGE + body)
    assert content.text.split("\n\n") == [
        "From: Ann <a@x.org>",
        "To: Bo <b@x.org>",
        "Date: Tue, 05 Nov 2024 09:30:00 +0100",
        "Subject: Grüße",
        "Schöne",
        "Tage",
        "Attachments: plan.pdf\n",
    ]
    assert content[1:4] == ("Grüße", "2024-11-05T08:30:00Z", {"author": "Ann <a@x.org>"})


def test_the_html_part_is_converted_where_there_is_no_text() -> None:
    made = Email().text(
        MESSAGE + b"Content-Type: text/html\n\n<h2>Ice</h2><table><tr><td>a<td>b<tr><td>1<td>2"
    )
    assert made.endswith("## Ice\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n")


def test_a_mailbox_has_a_heading_a_message() -> None:
    mailbox = b"From a Mon\nSubject: One\n\nIce.\n>From here\n\nFrom b Tue\nSubject: Two\n\nWax.\n"
    made = Mailbox().text(mailbox)
    assert made == "## One\n\nSubject: One\n\nIce.\nFrom here\n\n## Two\n\nSubject: Two\n\nWax.\n"


@pytest.mark.parametrize("data", [b"", b"Just words.", b"\0\1\2"])
def test_what_is_no_mail_is_refused(data: bytes) -> None:
    for format_ in (Email(), Mailbox()):
        with pytest.raises(UnreadableFile):
            format_.text(data)


def test_json_becomes_lines_tables_and_headings() -> None:
    value = {
        "title": "Shop",
        "at": {"city": "Ulm", "open": [9, 17]},
        "items": [{"name": "tea", "price": 2.5}, {"name": "milk", "price": None}],
        "people": [{"name": "Ann", "at": {"floor": 1}}, {"name": "Bo", "tags": [{"a": True}]}],
    }
    content = Json().content(json.dumps(value).encode("utf-16"))
    assert content.title == "Shop"
    assert content.text == (
        "- title: Shop\n- at.city: Ulm\n- at.open: 9, 17\n\n## items\n\n| name | price |\n| --- | --- |\n"
        "| tea | 2.5 |\n| milk |  |\n\n## people\n\n### Ann\n\n"
        "- name: Ann\n- at.floor: 1\n\n### Bo\n\n- name: Bo\n"
        "\n"
        "#### tags\n\n##### Record 1\n\n- a: true\n"
    )


def test_json_lines_of_flat_objects_are_a_table() -> None:
    assert JsonLines().text(b'{"a":1}\n\n{"a":2,"b":"x"}\n').splitlines()[0::2] == ["| a | b |", "| 1 |  |"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{\n "a": }', "line 2, column 7"),
        (b"[" * 100_000, "nested"),
        (b"[" * 60 + b"1" + b"]" * 60, "nested more than 40"),
        (b"1" * 5_000, "too long"),
        (b"{}", "no values"),
        (b" ", "no text"),
    ],
)
def test_json_that_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        Json().text(data)


RST = """\
.. _top:

=====
Title
=====

See :ref:`that <x>`, ``code`` and `site <http://x.y>`_::

    x = 1

Part
----

* one
  more
* two

.. note:: Careful.

.. a comment

+---+----+
| a | b  |
+===+====+
| 1 | 2  |
+---+----+

== ==
k  v
== ==
x  1
== ==
"""


def test_restructured_text() -> None:
    content = RestructuredText().content(RST.encode())
    assert content.title == "Title"
    assert content.text == (
        "# Title\n\nSee that, `code` and site:\n\n```\nx = 1\n```\n\n## Part\n\n- one more\n- two\n\n"
        "Careful.\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n| k | v |\n| --- | --- |\n| x | 1 |\n"
    )


@pytest.mark.parametrize("data", [b"", b".. only a comment\n", b"=====\n"])
def test_restructured_text_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        RestructuredText().text(data)
