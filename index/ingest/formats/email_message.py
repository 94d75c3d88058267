"""E-mail: a message (.eml) or a mailbox of messages (.mbox).

A message names its attachments and is a container of them; those of a mailbox are only named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from functools import partial
from mimetypes import guess_extension
from typing import TypeVar

from index.dates import parse_published
from index.errors import InvalidInput, UnreadableFile
from index.ingest.formats import Content, Member, markdown_text
from index.ingest.formats.archive import different_names
from index.ingest.formats.decoding import decode
from index.ingest.formats.html_page import html_content
from index.ingest.formats.markdown import ConvertedToMarkdown
from index.places import Place, PlacedText

#: Header fields that are shown as the first lines of a message.
SHOWN = ("From", "To", "Cc", "Date", "Subject")
MAX_BYTES = 200_000_000
MAX_MESSAGES = 20_000
MAX_ATTACHMENTS = 200
MAX_FIELD = 2_000
_SEPARATOR = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{3,500}\r?\n")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_FIELD = re.compile(rb"\s*(?:>?From [^\r\n]{0,500}\r?\n)?[!-9;-~]{1,80}[ \t]*:[ \t\r\n]")
_BLANK_LINES = re.compile(r"\n[ \t>]*\n")

T = TypeVar("T")


class Email(ConvertedToMarkdown):
    """One message."""

    media_type: str = "message/rfc822"
    suffixes: tuple[str, ...] = (".eml",)

    def text(self, data: bytes) -> str:
        """Its header, body and the names of attachments.  Raises `UnreadableFile`."""
        return self.content(data).text

    def members(self, data: bytes) -> list[Member]:
        """Its attachments but for pictures, sound and signatures.  Raises `UnreadableFile`."""
        _check_size(data)
        message = _parsed(data.removeprefix(b"\xef\xbb\xbf"))
        parts = _attachments(message)[:MAX_ATTACHMENTS] if message else []
        named = [(_file_name(part, n), part) for n, part in enumerate(parts, 1) if _has_text(part)]
        return [Member(name, partial(_attached, part)) for name, part in different_names(named)]

    def content(self, data: bytes) -> Content:
        """The message; its subject is the title.  Raises `UnreadableFile`."""
        _check_size(data)
        if not _FIELD.match(data.removeprefix(b"\xef\xbb\xbf")):
            raise UnreadableFile("The file is not an e-mail: no header field.", hint="Save it as text.")
        message = _parsed(data.removeprefix(b"\xef\xbb\xbf"))
        blocks = list(_blocks(message)) if message else []
        if not message or not blocks:
            raise UnreadableFile("The e-mail cannot be read.", hint="Save it again, or as text.")
        author = _field(message, "From")
        metadata = {"author": author} if author else {}
        text, places = markdown_text.joined_with_places(markdown_text.at(_place(message), blocks))
        return Content(text, _field(message, "Subject"), _published(message), metadata, places)


class Mailbox(ConvertedToMarkdown):
    """Messages one after another, each under a heading with its subject."""

    media_type: str = "application/mbox"
    suffixes: tuple[str, ...] = (".mbox",)

    def text(self, data: bytes) -> str:
        """All messages.  Raises `UnreadableFile`."""
        return self.content(data).text

    def content(self, data: bytes) -> Content:
        """All messages, each with its Message-ID.  Raises `UnreadableFile`."""
        _check_size(data)
        starts = list(_SEPARATOR.finditer(data))
        if not starts:
            raise UnreadableFile("The mailbox holds no message.", hint="Export it as mbox again.")
        if len(starts) > MAX_MESSAGES:
            detail = f"The mailbox has {len(starts):,} messages; {MAX_MESSAGES:,} are allowed."
            raise UnreadableFile(detail, hint="Divide it.")
        ends = [*(start.start() for start in starts[1:]), len(data)]
        blocks: list[PlacedText] = []
        for start, end in zip(starts, ends, strict=True):
            message = _parsed(_ESCAPED_FROM.sub(rb"\1", data[start.end() : end]))
            if message:
                heading = markdown_text.heading(_field(message, "Subject") or "Message", 2)
                blocks.extend(markdown_text.at(_place(message), [heading, *_blocks(message)]))
        text, places = markdown_text.joined_with_places(blocks)
        return Content(text, places=places)


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        detail = f"The e-mail has {len(data):,} bytes; {MAX_BYTES:,} are allowed."
        raise UnreadableFile(detail, hint="Divide it, or leave out its attachments.")
    if not data.strip():
        raise UnreadableFile("The file holds no text.", hint="Leave it out.")


def _attempt(call: Callable[[], T]) -> T | None:
    """The result of a call into `email`, or None where it fails."""
    try:
        return call()
    except MemoryError:
        raise
    # The library parses a header only when asked for it, and raises errors of many kinds for malformed ones;
    # one bad header or part must not lose the rest of the message.
    except Exception:
        return None


def _parsed(data: bytes) -> EmailMessage | None:
    return _attempt(lambda: message_from_bytes(data, policy=policy.default))


def _field(message: EmailMessage, name: str) -> str:
    value = _attempt(lambda: str(message[name] or ""))
    if value is None:
        raw = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), "")
        value = str(raw)
    return markdown_text.line(value[:MAX_FIELD])


def _place(message: EmailMessage) -> Place:
    return Place(message_id=_field(message, "Message-ID") or None)


def _published(message: EmailMessage) -> str:
    date = _attempt(lambda: message["Date"].datetime)
    try:
        return parse_published(date.isoformat()) if isinstance(date, datetime) else ""
    except InvalidInput:
        return ""


def _blocks(message: EmailMessage) -> Iterator[str]:
    for name in SHOWN:
        if value := _field(message, name):
            yield markdown_text.paragraph(f"{name}: {value}")
    yield from _body(message)
    names = [name for part in _attachments(message) if (name := _attachment_name(part))]
    if names:
        yield markdown_text.paragraph(f"Attachments: {', '.join(names[:MAX_ATTACHMENTS])}")


def _body(message: EmailMessage) -> Iterator[str]:
    """The text part; without one, or if it is empty, the HTML part."""
    for kind in ("plain", "html"):
        part = _attempt(lambda kind=kind: message.get_body(preferencelist=(kind,)))  # type: ignore[misc]
        source = _decoded(part).replace("\r\n", "\n") if part is not None else ""
        if not source.strip():
            continue
        if kind == "plain":
            yield from map(markdown_text.paragraph, _BLANK_LINES.split(source))
            return
        try:
            yield html_content(source, whole=True).text.rstrip("\n")
        except UnreadableFile:
            continue


def _decoded(part: MIMEPart) -> str:
    payload = _attempt(lambda: part.get_payload(decode=True))
    charset = _attempt(lambda: part.get_content_charset("")) or ""
    try:
        return decode(payload, charset) if isinstance(payload, bytes) else ""
    except UnreadableFile:
        return ""


def _attachments(message: EmailMessage) -> list[MIMEPart]:
    return _attempt(lambda: list(message.iter_attachments())) or []


def _attachment_name(part: MIMEPart) -> str:
    name = _attempt(lambda: part.get_filename()) or ""
    if not name and part.get_content_type() == "message/rfc822":
        name = _attempt(lambda: str(part.get_content()["Subject"] or "")) or "a message"
    return markdown_text.line(name[:MAX_FIELD])


def _has_text(part: MIMEPart) -> bool:
    wordless = part.get_content_maintype() in ("image", "audio", "video")
    return not wordless and not part.get_content_subtype().endswith("-signature")


def _file_name(part: MIMEPart, number: int) -> str:
    """The name of an attachment as a file's: without folders, with a suffix where the type gives one."""
    name = _attachment_name(part).replace("\\", "/").rsplit("/", 1)[-1].strip(". ")
    if part.get_content_type() == "message/rfc822":
        return f"{name or f'message {number}'}.eml"
    return name or f"attachment {number}{guess_extension(part.get_content_type()) or ''}"


def _attached(part: MIMEPart) -> bytes:
    message = part.get_content_type() == "message/rfc822"
    data: object = _attempt(lambda: bytes(part.get_content()) if message else part.get_payload(decode=True))
    if not isinstance(data, bytes):
        raise UnreadableFile("The attachment cannot be decoded.", hint="Save it as a file of its own.")
    return data
