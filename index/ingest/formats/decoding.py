"""Decode the bytes of a text file, or say why it is not text.

In this order: byte-order mark, UTF-8, UTF-16 without a mark, the encoding that markup declares, and what
charset-normalizer finds.  A NUL in what is otherwise text is dropped.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter

from index.errors import UnreadableFile
from index.ingest.formats.letters import latin_encoding, other_encoding

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
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "a database"),
)

#: Byte-order marks.  UTF-32 comes first: its little-endian mark starts with that of UTF-16.
BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)

#: Encodings of one or two bytes a character that people's files have; others are rare and easily confused.
LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2")
NOT_LATIN = (
    *("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)
#: Share of characters beyond ASCII that may be unusual in text of Western Europe.
MAX_NOT_WESTERN = 0.1
#: Bytes from which an encoding is guessed, and from which binary data is told.
SAMPLE = 65_536
#: Shares of bytes or characters above which data is binary.
MAX_NULS, MAX_CONTROLS = 0.1, 0.02
#: Recorded terminals and old printers have many; valid UTF-8 is text by itself.
MAX_CONTROLS_IN_UTF8 = 0.5
#: Share of characters of UTF-16 whose two bytes could be ASCII text; 0.1 is usual in Chinese.
MAX_ASCII_PAIRS = 0.3
#: Characters from which text that is not mostly ASCII is taken for UTF-16.
MIN_UTF16 = 16
#: Valid characters of several bytes for each damaged one in text that is called UTF-8 nevertheless.
UTF8_PER_DAMAGE = 10

SAVE_AS_UTF8 = "Save it as UTF-8 text."

_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
#: Letters that other Latin alphabets have where Windows-1252 is read, and symbols inside words.
_NOT_WESTERN = re.compile("[ŠŽšžŸÐÞÝðþý\ufffd]|(?<=[^\\W\\d_])[¡-§©ª¬-±²³µ¶¸-¿×÷](?=[^\\W\\d_]|\\b|[¹³¿ ,.])")
_FOREIGN_RUN = re.compile(rb"[\x80-\xff]{3,}")
_FOREIGN = re.compile(rb"[\x80-\xff]")
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)


def decode(data: bytes, declared: str = "") -> str:
    """Decode text.

    Args:
        data: The bytes of a file, or of a part of it.
        declared: The encoding that the file names, if any; used where the bytes are not UTF-8 and fit it.

    Raises:
        UnreadableFile: The data is binary, does not fit its byte-order mark, or is only white space.  `field`
            is empty, since bytes have no name.
    """
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "")
    text = _marked(data, encoding) if encoding else _unmarked(data, declared)
    text = text.replace("\0", "")
    if not text.strip("\ufeff").strip():
        raise UnreadableFile("The file holds no text.", hint="Leave it out, or put text into it.")
    return text


def decode_markup(data: bytes) -> str:
    """Decode HTML or XML, whose first lines may declare the encoding.  Raises `UnreadableFile`."""
    found = _DECLARED.search(data[:4096])
    return decode(data, (found[1] or found[2]).decode("ascii", "replace") if found else "")


def is_binary(data: bytes) -> bool:
    """Whether the first bytes of a file are no text in any encoding."""
    if any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS):
        return False
    head = data[:SAMPLE]
    if any(data.startswith(magic) for magic, _ in MAGIC):
        return True
    return _has_many_controls(head) and not _utf16(head)


def _marked(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        raise UnreadableFile(
            f"The file is not {name} text: byte {error.start:,} does not fit.", hint=SAVE_AS_UTF8
        ) from error
    if text.count("\0") > MAX_NULS * len(text):
        raise UnreadableFile("The file is binary: it holds NUL characters.", hint=SAVE_AS_UTF8)
    return text


def _unmarked(data: bytes, declared: str) -> str:
    for magic, name in MAGIC:
        if data.startswith(magic):
            raise UnreadableFile(f"The file is {name}, not text.", hint=SAVE_AS_UTF8)
    head = data[:SAMPLE]
    if _has_many_controls(head):
        if encoding := _utf16(head):
            return data.decode(encoding, "replace")
        raise UnreadableFile("The file is binary: it holds control characters.", hint="Leave it out.")
    data = data.replace(b"\0", b"")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, declared)


def _has_many_controls(head: bytes) -> bool:
    most = MAX_CONTROLS_IN_UTF8 if b"\0" not in head and _is_utf8(head) else MAX_CONTROLS
    controls = len(_CONTROL.findall(head))
    return head.count(b"\0") > MAX_NULS * len(head) or controls > most * len(head)


def _utf16(head: bytes) -> str:
    """`utf-16-le` or `utf-16-be` if the bytes are text in it, else empty.

    In text the high bytes have few values, since most characters are of one script; so of two possible
    orders, the one with fewer high bytes is right.
    """
    if len(head) % 2 or (b"\0" not in head and _is_utf8(head)):
        return ""
    found = []
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        try:
            # The sample may end inside a character.
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        if text and _is_written(text):
            found.append((len(set(high)), encoding))
    return min(found)[1] if found else ""


def _is_utf8(head: bytes) -> bool:
    try:
        # The sample may end inside a character.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _is_written(text: str) -> bool:
    """Whether nearly all characters are those that people write, and not pairs of ASCII letters."""
    counts = Counter(text)
    if len(text) < MIN_UTF16 and sum(character < "\x80" for character in text) * 2 < len(text):
        return False
    odd = sum(count for character, count in counts.items() if _is_odd(character))
    pairs = sum(count for character, count in counts.items() if _is_ascii_pair(character))
    return odd <= MAX_CONTROLS * len(text) and pairs <= MAX_ASCII_PAIRS * len(text)


def _is_odd(character: str) -> bool:
    return character not in "\t\n\r\f\v" and unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs")


def _is_ascii_pair(character: str) -> bool:
    high, low = divmod(ord(character), 256)
    return high < 128 and low < 128 and chr(high).isalpha() and chr(low).isalnum()


def _legacy(data: bytes, declared: str) -> str:
    """Decode what is not valid UTF-8."""
    if declared and (text := _as(data, declared)):
        return text
    damaged = data.decode("utf-8", "replace")
    bad = damaged.count("\ufffd")
    if sum(character > "\x7f" for character in damaged) - bad >= UTF8_PER_DAMAGE * bad:
        return damaged
    encoding = _guessed(data[:SAMPLE])
    if not encoding:
        raise UnreadableFile("The file is not text in any encoding that is known.", hint=SAVE_AS_UTF8)
    return data.decode(encoding, "replace")


def _as(data: bytes, encoding: str) -> str:
    # Browsers read the names of Latin-1 and ASCII as Windows-1252, and so do writers of pages mean them.
    western = encoding.lower() in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii", "windows-1252")
    try:
        return data.decode("cp1252" if western else encoding, "replace" if western else "strict")
    except (LookupError, ValueError):
        return ""


def _guessed(sample: bytes) -> str:
    """The encoding that the letters tell, else what charset-normalizer finds.

    Its guess alone is often a wrong one of the Latin alphabets that differ in few letters, or of the scripts
    of one byte a character.
    """
    # Imported here: it is needed for few files.
    import charset_normalizer
    from charset_normalizer.constant import FREQUENCIES

    latin = _is_latin(sample)
    if found := latin_encoding(sample) if latin else other_encoding(sample, FREQUENCIES):
        return found
    if latin and _is_western(sample.decode("cp1252", "replace")):
        return "cp1252"
    best = charset_normalizer.from_bytes(sample, cp_isolation=list(LATIN if latin else NOT_LATIN)).best()
    return best.encoding if best else "cp1252" if latin else ""


def _is_latin(sample: bytes) -> bool:
    """Whether bytes above 127 stand mostly alone, as accented letters do among ASCII letters."""
    in_runs = sum(map(len, _FOREIGN_RUN.findall(sample)))
    return in_runs * 2 < len(_FOREIGN.findall(sample))


def _is_western(text: str) -> bool:
    """Whether few accented letters are foreign to Western Europe, or symbols inside words."""
    foreign = sum(character > "\x7f" for character in text)
    return len(_NOT_WESTERN.findall(text)) <= MAX_NOT_WESTERN * foreign
