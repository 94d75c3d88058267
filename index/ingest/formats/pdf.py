"""PDF documents: the text layer, as lines with their places; `pdf_layout` makes paragraphs of them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

from index.errors import UnreadableFile
from index.ingest.formats import Content, markdown_text
from index.ingest.formats.markdown import ConvertedToMarkdown
from index.ingest.formats.pdf_layout import Line, Word, markdown
from index.places import PlacedText

SAVE_AGAIN = "Open it in its program and save it again."
MAX_PAGES = 5_000
#: Code points of one document, and of one page.
MAX_LENGTH, MAX_PAGE_LENGTH = 20_000_000, 500_000
#: PDFium's code for a document that needs a password.
_PASSWORD = 4
#: PDFium is not safe for threads.
PDFIUM = threading.Lock()
#: What PDFium puts in place of a hyphen that divides a word at the end of a line; no line break follows it.
_DIVIDED = frozenset("\x02\ufffe")
#: What programs put in as a title: their own name, or a file's.
_NO_TITLE = re.compile(r"microsoft \w+ - .*|untitled\b.*|title|print|\S+\.\w{2,5}", re.IGNORECASE)

Box = tuple[float, float, float, float]


class Pdf(ConvertedToMarkdown):
    """PDF documents that have a text layer."""

    media_type: str = "application/pdf"
    suffixes: tuple[str, ...] = (".pdf",)

    def text(self, data: bytes) -> str:
        """The document's paragraphs in Markdown, without page headers, page footers and page numbers.

        Raises:
            UnreadableFile: It is damaged, encrypted or too large, or has no text layer.
        """
        return self._placed(data).text

    def content(self, data: bytes) -> Content:
        """The text with its pages, and the title in the properties.  Raises `UnreadableFile`."""
        text, places = self._placed(data)
        return Content(text, _title(data), places=places)

    def _placed(self, data: bytes) -> PlacedText:
        with PDFIUM:
            document = open_document(data)
            try:
                pages = _pages(document)
            finally:
                document.close()
        made = markdown(pages)
        if not made.text:
            raise UnreadableFile(
                "The PDF has no text layer: its pages are pictures.",
                hint="Run text recognition (OCR) on it, for example with ocrmypdf.",
            )
        return made


def _title(data: bytes) -> str:
    with PDFIUM:
        document = open_document(data)
        try:
            words = markdown_text.line(document.get_metadata_value("Title"))
        except ValueError:
            # Half of a surrogate pair.
            words = ""
        finally:
            document.close()
    return "" if _NO_TITLE.fullmatch(words) else words


def open_document(data: bytes) -> Any:
    """PDFium's document; needs the lock `PDFIUM`, as all use of it does.  Raises `UnreadableFile`."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
        pages = len(document)
    except PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise UnreadableFile("The PDF has a password.", hint="Remove it.") from error
        raise UnreadableFile("The PDF is damaged.", hint=SAVE_AGAIN) from error
    if not 0 < pages <= MAX_PAGES:
        document.close()
        raise UnreadableFile(
            f"The PDF has {pages:,} pages; 1 to {MAX_PAGES:,} are allowed.", hint="Split or save it again."
        )
    return document


def _pages(document: Any) -> list[list[Line]]:
    from pypdfium2 import PdfiumError

    pages: list[list[Line]] = []
    length = 0
    for number in range(len(document)):
        try:
            page = document[number]
            pages.append(list(_lines(page)))
            page.close()
        # ValueError, OverflowError: a damaged font can give numbers that are no code points.
        except (PdfiumError, ValueError, OverflowError) as error:
            raise UnreadableFile(f"Page {number + 1} of the PDF is damaged.", hint=SAVE_AGAIN) from error
        length += sum(len(line.text) for line in pages[-1])
        if length > MAX_LENGTH:
            raise UnreadableFile(
                f"The PDF has more than {MAX_LENGTH:,} characters.", hint="Split it into several files."
            )
    return pages


def _lines(page: Any) -> Iterator[Line]:
    """The lines of a page in PDFium's order: the order in which they were written, column by column."""
    from pypdfium2.raw import FPDFText_GetUnicode

    height, turn = page.get_height(), _turn(page)
    text = page.get_textpage()
    if text.count_chars() > MAX_PAGE_LENGTH:
        raise UnreadableFile(
            f"A page of the PDF has more than {MAX_PAGE_LENGTH:,} characters.", hint="Leave that page out."
        )
    words: list[Word] = []
    letters: list[str] = []
    first = 0
    for at in range(text.count_chars() + 1):
        letter = chr(FPDFText_GetUnicode(text, at)) if at < text.count_chars() else "\n"
        part_of_word = not letter.isspace() and letter != "\0"
        if part_of_word:
            first = first if letters else at
            letters.append(letter)
        if letters and (not part_of_word or letter in _DIVIDED):
            left, bottom, _, top = turn(text.get_charbox(first, loose=True))
            right = turn(text.get_charbox(first + len(letters) - 1, loose=True))[2]
            words.append(Word("".join(letters), left, right, bottom, top))
            letters = []
        if words and (letter == "\n" or letter in _DIVIDED):
            yield Line(tuple(words), height)
            words = []
    text.close()


def _turn(page: Any) -> Callable[[Box], Box]:
    """Turns a box (left, bottom, right, top) of the page as it is stored into one of the page as shown."""
    width, height = page.get_width(), page.get_height()
    turns: dict[int, Callable[[Box], Box]] = {
        90: lambda box: (box[1], height - box[2], box[3], height - box[0]),
        180: lambda box: (width - box[2], height - box[3], width - box[0], height - box[1]),
        270: lambda box: (width - box[3], box[0], width - box[1], box[2]),
    }
    return turns.get(page.get_rotation(), lambda box: box)
