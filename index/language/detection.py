"""Detect the language of a text (Compact Language Detector 2).  Only this module imports pycld2."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pycld2

#: Code points looked at; more do not change what is found.
MOST_LOOKED_AT = 20_000
#: CLD2 refuses control characters.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
#: Old codes, and variants that are searched as one language.
_SAME = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "nb": "no", "nn": "no", "tl": "fil", "sh": "sr"}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*\Z")
_BY_NAME = {name.casefold(): code for name, code in pycld2.LANGUAGES}


def language_of(metadata: Mapping[str, object], text: str) -> str:
    """The language that metadata name, else the one detected in `text`, else an empty text."""
    return named_language(metadata) or detect(text)


def detect(text: str) -> str:
    """The ISO 639 code of the language of `text`, empty where it is too short or mixed to tell."""
    looked_at = _CONTROLS.sub(" ", text[:MOST_LOOKED_AT])
    try:
        reliable, _, found = pycld2.detect(looked_at.encode("utf-8", "ignore"))
    except pycld2.error:
        return ""
    return _code(found[0][1]) if reliable else ""


def named_language(metadata: Mapping[str, object]) -> str:
    """The language that metadata name as `language`: "de", "de-AT" or "German" is "de"; empty where none."""
    given = metadata.get("language")
    if not isinstance(given, str):
        return ""
    given = given.strip()
    return _code(_BY_NAME.get(given.casefold(), given if _TAG.match(given) else ""))


def _code(tag: str) -> str:
    code = re.split("[-_]", tag.lower())[0]
    return "" if code in ("un", "und", "xx", "zxx") else _SAME.get(code, code)
