"""Decode the bytes of a text file, or say why it is not text."""

from __future__ import annotations

import codecs

from index.errors import UnreadableFile

#: First bytes of files that are not text, and their names.
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
)

#: Byte-order marks.  UTF-32 comes first: its little-endian mark starts with that of UTF-16.
BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)

SAVE_AS_UTF8 = "Save it as UTF-8 text."


def decode(data: bytes) -> str:
    """Decode UTF-8, or UTF-16 and UTF-32 with a byte-order mark (which is dropped).

    Raises:
        UnreadableFile: The data is binary, not in its encoding, or only white space.  `field` is empty, since
            bytes have no name.
    """
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "")
    if not encoding:
        _refuse_binary(data)
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        wrong = f" (0x{data[error.start]:02X})" if error.start < len(data) else ""
        name = encoding.removesuffix("-sig").upper()
        raise UnreadableFile(
            f"The file is not {name} text: byte {error.start:,}{wrong} does not fit.", hint=SAVE_AS_UTF8
        ) from error
    if "\0" in text:
        raise UnreadableFile("The file is binary: it holds NUL characters.", hint=SAVE_AS_UTF8)
    if not text.strip("\ufeff").strip():
        raise UnreadableFile("The file holds no text.", hint="Leave it out, or put text into it.")
    return text


def _refuse_binary(data: bytes) -> None:
    for magic, name in MAGIC:
        if data.startswith(magic):
            raise UnreadableFile(
                f"The file is {name}, not text.",
                hint=SAVE_AS_UTF8,
            )
    nul = data.find(b"\0")
    if nul >= 0:
        raise UnreadableFile(
            f"The file is binary: byte {nul:,} is NUL.",
            hint="Leave it out, or if it is UTF-16 text without a byte-order mark, save it as UTF-8.",
        )
