"""Lines that are entries of a list.

Where no stop parts them the reader takes them for one sentence: "- Ann Lee, nurse - Ben Ros, cook" has the
nurse Ben Ros for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents import Span

_ENTRY = re.compile(r"^[ \t]*(?:[-*•▪+]|\d{1,2}[.)])[ \t]+\S.*$", re.MULTILINE)
_GOES_ON = re.compile(r"\n[ \t]*(?![-*•▪+\s]|\d{1,2}[.)][ \t])\S")


def list_entries(text: str) -> Iterator[Span]:
    """The entries of lists in a text, each a whole line; one that goes on in the next line is left out."""
    return (Span(*found.span()) for found in _ENTRY.finditer(text) if not _GOES_ON.match(text, found.end()))
