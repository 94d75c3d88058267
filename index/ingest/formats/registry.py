"""The supported formats, found by content and file suffix, or by media type."""

from __future__ import annotations

from pathlib import PurePath

from index.errors import InvalidInput, UnreadableFile
from index.ingest.formats import Container, Format
from index.ingest.formats.archive import Archive
from index.ingest.formats.content_types import HEAD, ZIP, content_suffix, has_tags, is_html, is_zip
from index.ingest.formats.csv_table import CsvTable
from index.ingest.formats.decoding import is_binary
from index.ingest.formats.email_message import Email, Mailbox
from index.ingest.formats.epub import Epub
from index.ingest.formats.excel import Excel
from index.ingest.formats.html_page import HtmlPage
from index.ingest.formats.json_records import Json, JsonLines
from index.ingest.formats.markdown import Markdown
from index.ingest.formats.pdf import Pdf
from index.ingest.formats.powerpoint import PowerPoint
from index.ingest.formats.restructured_text import RestructuredText
from index.ingest.formats.text import PlainText
from index.ingest.formats.word import Word

#: What is read, on the command line, over HTTP and on the page alike.
SUPPORTED_FILES = (
    "Text in files of any suffix, "
    "Markdown (.md, .markdown), "
    "reStructuredText (.rst), "
    "HTML (.html, .htm, .xhtml), "
    "EPUB (.epub), "
    "e-mail (.eml, .mbox), "
    "JSON (.json, .jsonl), "
    "PDF (.pdf), "
    "Word (.docx), "
    "PowerPoint (.pptx), "
    "Excel (.xlsx, .xlsm), "
    "tables (.csv, .tsv), "
    "archives of these (.zip) are"
)
FORMATS: tuple[Format, ...] = (
    PlainText(),
    Markdown(),
    RestructuredText(),
    HtmlPage(),
    Epub(),
    Email(),
    Mailbox(),
    Json(),
    JsonLines(),
    Pdf(),
    Word(),
    PowerPoint(),
    Excel(),
    CsvTable(),
)
ARCHIVE = Archive()
#: Other names of media types.
OTHER_NAMES = {"application/xhtml+xml": "text/html", "text/x-markdown": "text/markdown"}
#: Suffixes of zip archives that are documents.
ZIPPED = (".epub", ".docx", ".pptx", ".xlsx", ".xlsm")


def format_of(path: PurePath, head: bytes) -> Format:
    """The format of a file, by its suffix and its first bytes.

    Content decides where it is sure: a PDF document is one whatever its name.  Text of an unknown suffix is
    plain text.

    Args:
        path: Its name; the case of the suffix does not matter.
        head: Its first bytes, at best `content_types.HEAD` of them.

    Raises:
        UnreadableFile: It is binary, and of no format that is read.
    """
    suffix = path.suffix.lower()
    named, told = _with_suffix(suffix), content_suffix(head)
    if told and not (told == ZIP and named) and not (suffix in ZIPPED and told in ZIPPED):
        named = _with_suffix(told) or (named if isinstance(named, PlainText | Markdown) else None)
        if named is None:
            raise _unsupported(path, suffix)
        return named
    if named is None and is_binary(head):
        raise _unsupported(path, suffix)
    if named is None or isinstance(named, PlainText):
        return _with_media_type("text/html") if is_html(head) else FORMATS[0]
    # Many a program saves a message or a log under this suffix.
    return FORMATS[0] if isinstance(named, HtmlPage) and not has_tags(head) and head.strip() else named


def container_of(path: PurePath, data: bytes) -> Container | None:
    """What unpacks a file that holds others; None for any other file."""
    head, suffix = data[:HEAD], path.suffix.lower()
    if suffix in (ZIP, "", *PlainText.suffixes) and is_zip(head):
        return ARCHIVE if ARCHIVE.recognises(data) else None
    if suffix == ZIP and not content_suffix(head) and is_binary(head):
        return ARCHIVE  # damaged or empty
    try:
        format_ = format_of(path, head)
    except UnreadableFile:
        return None
    return format_ if isinstance(format_, Container) else None


def for_media_type(name: str) -> Format:
    """The format for a media type; parameters such as `; charset=utf-8` and case do not matter.

    Raises:
        InvalidInput: There is no format for this media type.
    """
    return _with_media_type(name.split(";", 1)[0].strip().lower(), name)


def suffix_of(media_type: str) -> str:
    """The suffix of files of a media type, as servers name it; empty for one that is not read."""
    wanted = OTHER_NAMES.get(media_type, media_type)
    for format_ in FORMATS:
        if format_.media_type == wanted:
            return format_.suffixes[0]
    return FORMATS[0].suffixes[0] if media_type.startswith("text/") else ""


def _with_media_type(wanted: str, name: str = "") -> Format:
    for format_ in FORMATS:
        if format_.media_type == wanted:
            return format_
    known = ", ".join(format_.media_type for format_ in FORMATS)
    raise InvalidInput(
        f"The media type {name!r} is not supported.", field="media_type", hint=f"Use one of {known}."
    )


def _with_suffix(suffix: str) -> Format | None:
    return next((format_ for format_ in FORMATS if suffix in format_.suffixes), None)


def _unsupported(path: PurePath, suffix: str) -> UnreadableFile:
    what = f"Files ending in {suffix} are" if suffix else "Binary files without a suffix are"
    return UnreadableFile(
        f"{what} not supported.", field=str(path), hint=f"{SUPPORTED_FILES}: save it as one of them."
    )
