"""Pages of PDF documents: their pictures, and where on them the words of our text stand."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from index.documents import Span
from index.errors import NotFound, UnreadableFile
from index.ingest.formats.alignment import aligned
from index.ingest.formats.pdf import Pdf
from index.ingest.formats.pdf_pages import WIDTH, Box, page_picture, page_sizes, text_boxes
from tests.support.pdf_files import Text, paragraph, pdf

LINES = [
    "Iron melts at 1538 degrees and it boils at 2862 de-",
    "grees, which is more than what lead needs for it.",
]


def boxes(data: bytes, words: str, page: int = 1) -> list[Box]:
    """Where words stand on a page, by the text that `Pdf` gives of the document."""
    text = Pdf().text(data)
    start = text.index(words)
    return text_boxes(data, page, text, Span(start, start + len(words)))


def near(box: Box, left: float, bottom: float, length: float) -> bool:
    """Whether a box is where `Text` put the words: in points from the bottom left corner of the page."""
    found = (box.left * 612, (1 - box.bottom) * 792, (box.right - box.left) * 612)
    return all(abs(a - b) < 6 for a, b in zip(found, (left, bottom, length), strict=True))


def test_a_picture_shows_the_page() -> None:
    data = pdf([[Text(72, 700, "Iron", 40)], []])
    picture = Image.open(io.BytesIO(page_picture(data, 1))).convert("L")
    assert picture.format is None
    assert picture.size == (WIDTH, round(WIDTH * 792 / 612))
    shares = [72 / 612, 1 - 740 / 792, 170 / 612, 1 - 690 / 792]
    where = picture.crop(tuple(round(s * n) for s, n in zip(shares, picture.size * 2, strict=True)))  # type: ignore[arg-type]
    assert min(where.tobytes()) < 60
    assert Image.open(io.BytesIO(page_picture(data, 2))).convert("L").tobytes().strip(b"\xff") == b""
    assert [tuple(size) for size in page_sizes(data)] == [(612, 792), (612, 792)]


def test_a_page_that_is_none_and_a_document_that_is_none() -> None:
    with pytest.raises(NotFound, match="no page 3"):
        page_picture(pdf([[Text(72, 700, "Iron")]]), 3)
    with pytest.raises(UnreadableFile):
        page_picture(b"%PDF-1.7 broken", 1)


def test_words_are_found_on_their_lines() -> None:
    data = pdf([paragraph(LINES, 700)])
    (box,) = boxes(data, "melts at 1538")
    assert near(box, 72 + 20, 700, 64)
    first, second = boxes(data, "2862 degrees, which")
    assert first.bottom < second.bottom, "a word divided at the end of a line is on both"
    assert near(second, 72, 688, 56)


def test_the_second_of_two_equal_quotes_is_the_one_that_is_marked() -> None:
    data = pdf(
        [paragraph(["Lead melts first of all of them.", "", "Lead melts first of all, too, they say."], 700)]
    )
    text = Pdf().text(data)
    start = text.rindex("Lead melts")
    (box,) = text_boxes(data, 1, text, Span(start, start + 10))
    assert near(box, 72, 676, 48)


def test_a_turned_and_cropped_page_is_marked_as_it_is_shown() -> None:
    data = pdf([paragraph(LINES, 700)])
    turned = data.replace(b"/MediaBox [0 0 612 792]", b"/MediaBox [0 0 612 792] /Rotate 90")
    turned = re.sub(rb"startxref\n\d+", b"startxref\n0", turned)
    (box,) = boxes(turned, "melts at 1538")
    # The top of the page is now at the right.
    assert box.right - box.left < 0.03 < box.bottom - box.top
    assert abs(box.left - 700 / 792) < 0.02
    assert abs(box.top - 92 / 612) < 0.02
    cropped = re.sub(
        rb"startxref\n\d+",
        b"startxref\n0",
        data.replace(b"/MediaBox [0 0 612 792]", b"/MediaBox [0 0 612 792] /CropBox [72 396 612 792]"),
    )
    (box,) = boxes(cropped, "melts at 1538")
    assert abs(box.left - 20 / 540) < 0.02
    assert abs((1 - box.bottom) - (700 - 396) / 396) < 0.02


def test_columns_apart_are_boxes_apart() -> None:
    data = pdf(
        [[Text(72, 700, "Valve"), Text(300, 700, "12.50"), Text(72, 680, "Pump"), Text(300, 680, "9.00")]]
    )
    text = Pdf().text(data)
    found = text_boxes(data, 1, text, Span(0, len(text)))
    assert len(found) == 4
    assert near(found[1], 300, 700, 25)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("a bc d", "a bc d", "a bc d"),
        ("# Ice\n\nIt melts.", "Header 3\nIce It melts.\n7", "Ice It melts."),
        ("| a | b |", "a b", "a b"),
        ("divided word", "di-\nvided word", "divided word"),
        ("one two three four", "three four one two", "one two three four"),
        ("x y", "", ""),
        ("", "x", ""),
    ],
)
def test_alignment(ours: str, theirs: str, expected: str) -> None:
    found = aligned(ours, theirs)
    assert all(ours[at] == theirs[there] for at, there in found.items())
    assert len(set(found.values())) == len(found)
    assert "".join(ours[at] for at in sorted(found)) == expected.replace(" ", "")


def test_alignment_of_a_page_without_end_gives_up() -> None:
    assert aligned("a " * 30_000, "a " * 30_000) == {}
