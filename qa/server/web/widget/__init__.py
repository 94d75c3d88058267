"""The chat widget: modules in plain JavaScript, joined into one script."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

#: Each module comes after those that it imports from.
MODULES = (
    "dom",
    "text",
    "words",
    "words_ar",
    "words_de",
    "words_en",
    "style",
    "events",
    "memory",
    "client",
    "quotes",
    "shown_answer",
    "markdown",
    "choices",
    "claims",
    "answer",
    "failure",
    "votes",
    "turn",
    "conversation",
    "element",
)
_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n', re.MULTILINE)


@cache
def script() -> bytes:
    """The widget as one classic script in UTF-8, so that one script tag is enough to embed it."""
    parts = [(_FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    body = "\n".join(_IMPORT.sub("", part).replace("\nexport ", "\n") for part in parts)
    return f'(() => {{\n"use strict";\n{body}}})();\n'.encode()
