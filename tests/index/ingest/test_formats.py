"""Formats: bytes to text, and text to blocks."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import normalise
from index.errors import InvalidInput, UnreadableFile
from index.ingest.formats import Block, BlockKind, Format
from index.ingest.formats.front_matter import front_matter
from index.ingest.formats.markdown import Markdown
from index.ingest.formats.registry import FORMATS, SUPPORTED_FILES, for_media_type, format_of
from index.ingest.formats.text import PlainText

PIECES = [
    "# A",
    "- b",
    "> c",
    "```",
    "| a | b |",
    "|---|---|",
    "---",
    "===",
    "    code",
    "word",
    "1. x",
    "[a]: /u",
    "<p>",
    "\n",
]
sources = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("\n".join))

WRAPPED = """\
    Showers continued through the week in the cocoa zone, which
ended the drought since early January and improved prospects
for the coming crop.
    The dry period means that the crop will be late this year,
says the review of Comissaria Smith."""


def kinds(blocks: list[Block], text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.span.of(text)) for block in blocks]


@given(sources, st.sampled_from(FORMATS))
def test_blocks_cover_the_text_in_order(source: str, format_: Format) -> None:
    text = normalise(source)
    blocks = format_.blocks(text)
    for block in blocks:
        words = block.span.of(text)
        assert words == words.strip() != ""
        assert (block.kind is BlockKind.HEADING) == (1 <= block.level <= 6)
    assert all(before.span.end <= after.span.start for before, after in pairwise(blocks))
    covered = {i for block in blocks for i in range(*block.span)}
    described = front_matter(text).end if format_.media_type == "text/markdown" else 0
    assert {i for i in range(described, len(text)) if not text[i].isspace()} <= covered


def test_a_line_is_a_paragraph_unless_the_text_is_wrapped() -> None:
    text = "A long line that is a paragraph of its own. " * 5 + "\n" + "And so is the next one. " * 8
    assert [span for span, *_ in PlainText().blocks(text)] == [(0, 219), (221, 412)]


def test_wrapped_lines_are_joined_and_indented_ones_start_a_paragraph() -> None:
    first, second = WRAPPED.split("\n    ")
    assert kinds(PlainText().blocks(WRAPPED), WRAPPED) == [
        ("paragraph", first.strip()),
        ("paragraph", second),
    ]


def test_a_complete_short_line_ends_a_wrapped_paragraph() -> None:
    text = WRAPPED.replace("\n    The", "\nThe")
    assert len(PlainText().blocks(text)) == 2


def test_list_items_keep_their_continuations() -> None:
    text = "Bring these:\n- a pen\n- a sheet\n  of paper\n2. a lamp"
    assert kinds(PlainText().blocks(text), text) == [
        ("paragraph", "Bring these:"),
        ("list-item", "- a pen"),
        ("list-item", "- a sheet\n  of paper"),
        ("list-item", "2. a lamp"),
    ]


def test_a_short_line_alone_above_a_paragraph_is_a_heading() -> None:
    body = "Kangaroos live in Australia, where they are hunted by few animals, and by people. " * 2
    blocks = PlainText().blocks(
        f"kangaroo\n\n{body}\n\nHabitat and range\n\n{body}\n\nNot this one.\n\n{body}"
    )
    assert [(b.heading, b.level) for b in blocks if b.kind is BlockKind.HEADING] == [
        ("kangaroo", 1),
        ("Habitat and range", 2),
    ]


def test_markdown_blocks() -> None:
    text = (
        "---\ntitle: T\n---\n# One *bold* `code` [link](/u)\n\nPara one\nstill one.\n\nUnder\nlined\n---\n"
        "- item\n\n  more\n- next\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nx = 1\n```\n\n> said\n\n[u]: /u\n"
    )
    blocks = Markdown().blocks(text)
    assert kinds(blocks, text) == [
        ("heading", "# One *bold* `code` [link](/u)"),
        ("paragraph", "Para one\nstill one."),
        ("heading", "Under\nlined\n---"),
        ("list-item", "- item"),
        ("list-item", "more"),
        ("list-item", "- next"),
        ("table", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("code", "```py\nx = 1\n```"),
        ("paragraph", "> said"),
        ("paragraph", "[u]: /u"),
    ]
    assert [(b.level, b.heading) for b in blocks if b.heading] == [
        (1, "One bold code link"),
        (2, "Under lined"),
    ]


def test_converted_text_has_no_front_matter() -> None:
    text = "---\ntitle: T\n---\n\nIce."
    for format_ in FORMATS[2:]:
        assert format_.blocks(text)[0].span.start == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_and_without_a_mark(encoding: str) -> None:
    assert normalise(PlainText().text("né 😀".encode(encoding))) == "né 😀"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no text"),
        (b"\xef\xbb\xbf \n\t", "no text"),
        (b"\xff\xfea", "not UTF-16"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"PK\x03\x04", "zip"),
        (rb"{\rtf1\ansi Ice}", "RTF"),
        (bytes(range(32)) * 20, "control characters"),
        ("a\0".encode("utf-16"), "NUL"),
    ],
)
def test_what_is_no_text_is_refused_with_a_hint(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says) as caught:
        Markdown().text(data)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a/B.MARKDOWN", b"Ice.", "text/markdown"),
        ("README", b"Ice.", "text/plain"),
        ("app.log", b"10:00 Ice melts.", "text/plain"),
        ("settings.yaml", "gr\u00f6\u00dfe: 5".encode("cp1252"), "text/plain"),
        ("q.sql", "SELECT 'Ice'".encode("utf-16-le"), "text/plain"),
        ("a.HTM", b"<p>Ice</p>", "text/html"),
        ("really-text.html", b"Ice melts at 0 degrees.", "text/plain"),
        ("page.txt", b"\xef\xbb\xbf <!-- saved -->\n<!DOCTYPE html><p>Ice", "text/html"),
        ("page", "<html><body>Ice".encode("utf-16"), "text/html"),
        ("notes.md", b"<html> tags are explained here", "text/markdown"),
        ("book.zip", b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/epub+zip", "application/epub+zip"),
        ("a.eml", b"Subject: Ice", "message/rfc822"),
        ("a.jsonl", b"{}", "application/jsonl"),
        ("a.rst", b"Ice\n===", "text/x-rst"),
    ],
)
def test_formats_by_suffix_and_content(name: str, data: bytes, media_type: str) -> None:
    assert format_of(Path(name), data).media_type == media_type


def test_every_suffix_and_media_type_leads_to_one_format() -> None:
    suffixes = [suffix for format_ in FORMATS for suffix in format_.suffixes]
    assert len(suffixes) == len(set(suffixes))
    for format_ in FORMATS:
        assert for_media_type(format_.media_type) is format_
    assert for_media_type("Text/Plain; charset=utf-8").media_type == "text/plain"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.exe", b"MZ\x90\0\3\0\0\0" * 9), ("a.png", b"\x89PNG\r\n"), ("a.tgz", b"\x1f\x8b")],
)
def test_binary_of_an_unknown_kind_is_refused_with_what_is_read(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        format_of(Path(name), data)
    assert SUPPORTED_FILES in caught.value.hint
    assert Path(name).suffix in caught.value.detail


def test_an_unknown_media_type_is_named_with_those_that_are_known() -> None:
    with pytest.raises(InvalidInput, match=r"image/png.*text/plain, text/markdown"):
        for_media_type("image/png")
