"""Text of documents within Markdown."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")
_SPACE = re.compile(r"\s+")


def escape_markdown(text: str) -> str:
    """`text` on one line, escaped so that it is shown as it is within a line or a table of Markdown."""
    return _MARKUP.sub(r"\\\1", _SPACE.sub(" ", text).strip())
