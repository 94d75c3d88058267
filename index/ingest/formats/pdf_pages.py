"""Pages of a PDF document as people see them: their sizes, their pictures, where on them a text stands."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import byref, c_int
from typing import Any, NamedTuple

from index.documents import Span
from index.errors import NotFound, UnreadableFile
from index.ingest.formats.alignment import aligned
from index.ingest.formats.pdf import PDFIUM, SAVE_AGAIN, open_document

MEDIA_TYPE = "image/webp"
#: The width of a picture in pixels, the most pixels of one whatever the shape of the page, and its quality.
WIDTH, MAX_PIXELS, QUALITY = 1_240, 6_000_000, 80
#: A page is measured in steps of this many.
_STEPS = 100_000
#: In heights of a letter: a gap between letters of one box, and how far two of one line may be shifted.
_GAP, _SHIFT = 1.2, 0.6


class Size(NamedTuple):
    """The width and height of a page in points, as it is shown."""

    width: float
    height: float


class Box(NamedTuple):
    """A rectangle on a page, in shares of the page's width and height from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


def page_sizes(data: bytes) -> list[Size]:
    """The sizes of all pages.  Raises `UnreadableFile`."""
    with _document(data) as document:
        return [Size(*document.get_page_size(number)) for number in range(len(document))]


def page_picture(data: bytes, page: int) -> bytes:
    """The picture of a page, numbered from 1.  Raises `NotFound`, `UnreadableFile`."""
    with _document(data) as document, _page(document, page) as shown:
        width, height = shown.get_size()
        scale = min(WIDTH / width, (MAX_PIXELS / (width * height)) ** 0.5)
        picture = shown.render(scale=scale, may_draw_forms=False).to_pil()
    file = io.BytesIO()
    picture.convert("RGB").save(file, "WEBP", quality=QUALITY, method=2)
    return file.getvalue()


def text_boxes(data: bytes, page: int, text: str, span: Span) -> list[Box]:
    """Where a part of a page's text stands on the page: a box for each line of it.

    Args:
        data: The document.
        page: The number of the page, from 1.
        text: Its text as `Pdf` reads it.
        span: The part.

    Raises:
        NotFound: There is no such page.
        UnreadableFile: The document cannot be read.
    """
    with _document(data) as document, _page(document, page) as shown:
        letters = shown.get_textpage()
        try:
            places = aligned(text, _characters(letters))
            wanted = [places[at] for at in range(*span) if at in places]
            return _joined([_box(shown, letters.get_charbox(at, loose=True)) for at in wanted])
        finally:
            letters.close()


@contextmanager
def _document(data: bytes) -> Iterator[Any]:
    from pypdfium2 import PdfiumError

    with PDFIUM:
        document = open_document(data)
        try:
            yield document
        except PdfiumError as error:
            raise UnreadableFile("A page of the PDF is damaged.", hint=SAVE_AGAIN) from error
        finally:
            document.close()


@contextmanager
def _page(document: Any, number: int) -> Iterator[Any]:
    if not 1 <= number <= len(document):
        raise NotFound(
            f"There is no page {number}.", field="page", hint=f"The document has pages 1 to {len(document)}."
        )
    page = document[number - 1]
    try:
        yield page
    finally:
        page.close()


def _characters(letters: Any) -> str:
    """The characters of a page, one for each of PDFium's."""
    from pypdfium2.raw import FPDFText_GetUnicode

    found = (FPDFText_GetUnicode(letters, at) for at in range(letters.count_chars()))
    return "".join(
        chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in found
    )


def _box(page: Any, box: Sequence[float]) -> Box:
    """A box in the page's own coordinates as it is on the page when shown, turned and cropped."""
    from pypdfium2.raw import FPDF_PageToDevice

    left, bottom, right, top = box
    corners = []
    for x, y in ((left, top), (right, bottom)):
        device = c_int(), c_int()
        FPDF_PageToDevice(page, 0, 0, _STEPS, _STEPS, 0, x, y, byref(device[0]), byref(device[1]))
        corners.append((device[0].value / _STEPS, device[1].value / _STEPS))
    (x1, y1), (x2, y2) = corners
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """The boxes of letters as boxes of lines."""
    lines: list[Box] = []
    for box in boxes:
        if lines and _continues(lines[-1], box):
            last = lines[-1]
            lines[-1] = Box(
                min(last.left, box.left),
                min(last.top, box.top),
                max(last.right, box.right),
                max(last.bottom, box.bottom),
            )
        else:
            lines.append(box)
    return [box for box in lines if box.right > box.left and box.bottom > box.top]


def _continues(line: Box, box: Box) -> bool:
    """Whether a letter is beside the last one, or below or above it where the page is turned."""
    turned = [Box(one.top, one.left, one.bottom, one.right) for one in (line, box)]
    thin = line.right - line.left < 2 * (box.right - box.left)
    return _is_beside(line, box) or (thin and _is_beside(*turned))


def _is_beside(line: Box, box: Box) -> bool:
    height = max(line.bottom - line.top, box.bottom - box.top)
    level = abs(line.bottom - box.bottom) < _SHIFT * height
    return level and line.left - _GAP * height < box.right and box.left < line.right + _GAP * height
