"""The chat widget: JavaScript modules, joined into two files: a frame, and the conversation that it loads."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

#: Of the script that a page loads: button and panel.  Each module comes after those that it imports from.
FRAME = (
    "dom",
    "languages",
    "frame_ar",
    "frame_de",
    "frame_en",
    "frame_style",
    "hotkey",
    "loading",
    "element",
)
#: Of what is loaded when somebody comes near the button.
CONVERSATION = (
    "dom",
    "languages",
    "text",
    "formats",
    "words_ar",
    "words_de",
    "words_en",
    "style",
    "events",
    "memory",
    "client",
    "options",
    "quotes",
    "rich",
    "shown_answer",
    "claims",
    "markdown",
    "choices",
    "card",
    "answer",
    "failure",
    "votes",
    "turn",
    "start",
    "conversation",
    "converse",
)
#: The languages that the widget has words for.
LANGUAGES = frozenset({"ar", "de", "en"})
ENGLISH = frozenset({"en"})
_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n', re.MULTILINE)
_WORDS = re.compile(r"(?:frame|words)_(\w\w)")
#: Comments that stand on lines of their own, and what lines are indented by.
_FOR_READERS = re.compile(r"^\s*(?:/\*.*?\*/\s*?\n|//[^\n]*\n)|^[ \t]+|^\n", re.MULTILINE | re.DOTALL)


@cache
def frame_script(languages: frozenset[str] = ENGLISH) -> bytes:
    """What a script tag loads, a classic script in UTF-8; it loads the conversation from its own folder.

    Args:
        languages: Those that the documents are answered in: a widget in another would promise what it cannot
            do.  English is always there.
    """
    body = _joined(FRAME, languages).replace("{module}", module_name(languages))
    return f'(() => {{\n"use strict";\n{body}}})();\n'.encode()


@cache
def conversation_module(languages: frozenset[str] = ENGLISH) -> bytes:
    """The conversation as one module in UTF-8, which exports `converse`."""
    return f"{_joined(CONVERSATION, languages)}export {{ converse }};\n".encode()


def module_name(languages: frozenset[str] = ENGLISH) -> str:
    """The name of the conversation's file, which no other version of it has."""
    return f"widget-{hashlib.sha256(conversation_module(languages)).hexdigest()[:12]}.js"


def _joined(modules: tuple[str, ...], languages: frozenset[str]) -> str:
    spoken = {*ENGLISH, *languages}
    names = [name for name in modules if not (words := _WORDS.fullmatch(name)) or words[1] in spoken]
    parts = [(_FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in names]
    body = "\n".join(_IMPORT.sub("", part).replace("\nexport ", "\n") for part in parts)
    return _FOR_READERS.sub("", body)
