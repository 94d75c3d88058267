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
    "hotkey",
    "options",
    "quotes",
    "rich",
    "shown_answer",
    "markdown",
    "choices",
    "card",
    "claims",
    "answer",
    "failure",
    "votes",
    "turn",
    "start",
    "conversation",
    "element",
)
#: The languages that the widget has words for.
LANGUAGES = frozenset({"ar", "de", "en"})
ENGLISH = frozenset({"en"})
_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n', re.MULTILINE)
#: Comments that stand on lines of their own, and what lines are indented by.
_FOR_READERS = re.compile(r"^\s*(?:/\*.*?\*/\s*?\n|//[^\n]*\n)|^[ \t]+|^\n", re.MULTILINE | re.DOTALL)


@cache
def script(languages: frozenset[str] = ENGLISH) -> bytes:
    """The widget as one classic script in UTF-8, so that one script tag is enough to embed it.

    Args:
        languages: Those that the documents are answered in: a widget in another would promise what it cannot
            do.  English is always there.
    """
    spoken = {*ENGLISH, *languages}
    names = [name for name in MODULES if name.removeprefix("words_") in spoken or "words_" not in name]
    parts = [(_FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in names]
    body = "\n".join(_IMPORT.sub("", part).replace("\nexport ", "\n") for part in parts)
    return _FOR_READERS.sub("", f'(() => {{\n"use strict";\n{body}}})();\n').encode()
