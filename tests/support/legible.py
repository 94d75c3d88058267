"""What can be read in the bytes of files, compressed or not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from pathlib import Path

#: How a stream of zlib begins, as `zlib.compress` writes it.
_BEGINNING = re.compile(rb"\x78\x9c")
_AT_ONCE, _LONGEST = 64, 1 << 20


def legible(files: Iterable[Path]) -> bytes:
    """The bytes of files, and behind them what every stream of zlib in them says, whole or cut."""
    data = b"".join(path.read_bytes() for path in files if path.is_file())
    return b"\n".join([data, *(_unpacked(data, found.start()) for found in _BEGINNING.finditer(data))])


def _unpacked(data: bytes, start: int) -> bytes:
    stream, said = zlib.decompressobj(), b""
    try:
        for at in range(start, min(start + _LONGEST, len(data)), _AT_ONCE):
            said += stream.decompress(data[at : at + _AT_ONCE])
            if stream.eof:
                break
    except zlib.error:
        pass
    return said
