"""PDF documents: the text layer, as lines with their places; `pdf_layout` makes paragraphs of them."""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from index.dates import iso_date
from index.errors import UnreadableFile
from index.ingest.formats import Content, markdown_text
from index.ingest.formats.limits import limits
from index.ingest.formats.markdown import ConvertedToMarkdown
from index.ingest.formats.pdf_layout import markdown
from index.ingest.formats.pdf_lines import Line, Word
from index.places import PlacedText

SAVE_AGAIN = "Open it in its program and save it again."
#: Code points of one document, and of one page.
MAX_LENGTH, MAX_PAGE_LENGTH = 20_000_000, 500_000
#: PDFium's code for a document that needs a password.
_PASSWORD = 4
#: PDFium is not safe for threads.
PDFIUM = threading.Lock()
#: What PDFium puts in place of a hyphen that divides a word at the end of a line; no line break follows it.
_DIVIDED = frozenset("\x02\ufffe")
#: What programs put in as a title: their own name, a file's, or a number.
_NO_TITLE = re.compile(r"microsoft \w+ - .*|untitled\b.*|title|print|\S+\.\w{2,5}|[\W\d_]+", re.IGNORECASE)

#: What names of bold fonts have, and the flag of a font that is made bold.
_BOLD = re.compile(rb"bold|black|heavy|demi|-medi|cmbx", re.IGNORECASE)
FORCE_BOLD = 1 << 18
MOST_FONT_NAME = 256

_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d'?(?:\d\d)?'?)?")

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
        """The text with its pages, and what the properties say.  Raises `UnreadableFile`."""
        text, places = self._placed(data)
        title, author, modified = _properties(data, ("Title", "Author", "ModDate"))
        return Content(
            text,
            "" if _NO_TITLE.fullmatch(title) else title,
            metadata={"author": author} if author else {},
            places=places,
            modified=_iso(modified),
        )

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


def _properties(data: bytes, names: Sequence[str]) -> list[str]:
    """The properties of these names; empty where there are none."""
    found = []
    with PDFIUM:
        document = open_document(data)
        try:
            for name in names:
                try:
                    found.append(markdown_text.line(document.get_metadata_value(name)))
                except ValueError:
                    # Half of a surrogate pair.
                    found.append("")
        finally:
            document.close()
    return found


def _iso(date: str) -> str:
    """A date of a PDF, such as `D:20241105093000+01'00'`, as an ISO date-time; empty for anything else."""
    found = _DATE.match(date)
    if found is None:
        return ""
    year, month, day, *time, offset = found.groups()
    zone = (offset or "Z").replace("'", "").ljust(5, "0") if (offset or "Z") != "Z" else "Z"
    return iso_date(f"{year}-{month or '01'}-{day or '01'}T{':'.join(part or '00' for part in time)}{zone}")


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
    if not 0 < pages <= limits().pages:
        document.close()
        raise UnreadableFile(
            f"The PDF has {pages:,} pages; 1 to {limits().pages:,} are allowed.",
            hint="Split it, or raise the setting `parsing_pages`.",
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
    # Letters of the first and the last word of the line.
    ends: list[int] = []
    is_bold = _bold_letters(text)
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
            ends = [*ends[:1], first]
            letters = []
        if words and (letter == "\n" or letter in _DIVIDED):
            yield Line(tuple(words), height, is_bold(ends))
            words, ends = [], []
    text.close()


def _bold_letters(text: Any) -> Callable[[list[int]], bool]:
    """Tells whether all letters at given positions are bold, by the name or the flags of their font."""
    from pypdfium2.raw import FPDFText_GetFontInfo

    name, flags = ctypes.create_string_buffer(MOST_FONT_NAME), ctypes.c_int()

    def is_bold(at: int) -> bool:
        length = FPDFText_GetFontInfo(text, at, name, MOST_FONT_NAME, flags)
        if not 0 < length <= MOST_FONT_NAME:
            return False
        return bool(flags.value & FORCE_BOLD or _BOLD.search(name.value))

    return lambda places: bool(places) and all(map(is_bold, places))


def _turn(page: Any) -> Callable[[Box], Box]:
    """Turns a box (left, bottom, right, top) of the page as it is stored into one of the page as shown."""
    width, height = page.get_width(), page.get_height()
    turns: dict[int, Callable[[Box], Box]] = {
        90: lambda box: (box[1], height - box[2], box[3], height - box[0]),
        180: lambda box: (width - box[2], height - box[3], width - box[0], height - box[1]),
        270: lambda box: (width - box[3], box[0], width - box[1], box[2]),
    }
    return turns.get(page.get_rotation(), lambda box: box)
