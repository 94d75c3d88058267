"""Tell the format of a file by its first bytes."""

from __future__ import annotations

import re

#: Bytes of a file that recognition looks at.
HEAD = 65_536
ZIP = ".zip"
_ZIP_MAGIC = b"PK\x03\x04"
#: What the first entries of zip archives are called, and the suffix of such files.
_ZIP_ENTRIES = (
    (b"mimetypeapplication/epub+zip", ".epub"),
    (b"META-INF/container.xml", ".epub"),
    (b"word/", ".docx"),
    (b"ppt/", ".pptx"),
    (b"xl/", ".xlsx"),
)
#: The start of an HTML document, after comments and an XML declaration.
_HTML = re.compile(
    r"(?:\ufeff|\s|<\?xml[^>]{0,300}>|<!--.{0,5000}?-->)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"</?(?:[a-z][a-z0-9]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def content_suffix(head: bytes) -> str:
    """The suffix that files with these first bytes have: `.pdf`, `.docx`, ..; `.zip` for other archives.

    Empty for text and for what is not known.
    """
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] == b"%PDF-":
        return ".pdf"
    if not head.startswith(_ZIP_MAGIC):
        return ""
    return next((suffix for entry, suffix in _ZIP_ENTRIES if entry in head), ZIP)


def is_zip(head: bytes) -> bool:
    """Whether this is the start of a zip archive, which may be a document."""
    return head.startswith(_ZIP_MAGIC)


def is_html(head: bytes) -> bool:
    """Whether this is the start of an HTML document."""
    return bool(_HTML.match(_ascii(head)))


def has_tags(head: bytes) -> bool:
    """Whether there is an HTML tag at all."""
    return bool(_TAG.search(_ascii(head)))


def _ascii(head: bytes) -> str:
    # NUL bytes are those of UTF-16.
    return (
        head[:HEAD]
        .replace(b"\0", b"")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
        .decode("latin-1")
        .removeprefix("ï»¿")
    )
