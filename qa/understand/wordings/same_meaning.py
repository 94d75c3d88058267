"""Our list of abbreviations and everyday words with the same meaning (`same_meaning.txt`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from index.language.stemmers import stem

_WORD = re.compile(r"\w+")


class SameMeaning(NamedTuple):
    """The list, by phrase.

    Args:
        long_forms: Of an abbreviation, in its own case.
        short_forms: Of a long form's key.
        synonyms: Of a phrase's key, the other ones of its line.
    """

    long_forms: Mapping[str, tuple[str, ...]]
    short_forms: Mapping[str, tuple[str, ...]]
    synonyms: Mapping[str, tuple[str, ...]]


def key_of(phrase: str) -> str:
    """A phrase as it is looked up: the stems of its words."""
    return " ".join(stem(word, "en") for word in _WORD.findall(phrase.casefold()))


@cache
def same_meaning() -> SameMeaning:
    """Read the list."""
    text = files("qa.understand.wordings").joinpath("same_meaning.txt").read_text(encoding="utf-8")
    long_forms: dict[str, tuple[str, ...]] = {}
    short_forms: dict[str, tuple[str, ...]] = {}
    synonyms: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        short, _, longs = line.partition(" = ")
        if longs:
            long_forms[short] = tuple(longs.split(" | "))
            for one in long_forms[short]:
                short_forms[key_of(one)] = (*short_forms.get(key_of(one), ()), short)
            continue
        group = line.split(" ~ ")
        for one in group:
            others = (other for other in group if other != one)
            synonyms[key_of(one)] = tuple(dict.fromkeys([*synonyms.get(key_of(one), ()), *others]))
    return SameMeaning(long_forms, short_forms, synonyms)
