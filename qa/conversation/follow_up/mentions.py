"""What a text can name, and its words."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from qa.conversation.follow_up.words import (
    AUXILIARIES,
    CONNECTIVES,
    FEMALE,
    MALE,
    MONTHS,
    PLURALS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    VERBS,
    WH_WORDS,
)


class Kind(StrEnum):
    """What a mention is of; a `NAME` may be of a person, a body or a thing."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    GROUP = "group"
    THING = "thing"
    NAME = "name"


class Mention(NamedTuple):
    """Words of a text that name something; `gender` is m, f or empty."""

    text: str
    kind: Kind
    start: int
    end: int
    named: bool
    gender: str = ""
    located: bool = False


class Word(NamedTuple):
    """A word with its place in the text."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """In lower case."""
        return self.text.lower()


WORD = re.compile(r"(?:[A-Z]\.){2,}|\d[\d,.]*\d|[^\W_](?:[\w&-]|['’](?!s\b))*")


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [Word(match.group(), *match.span()) for match in WORD.finditer(text)]


def gender_of(words: str) -> str:
    """What the first words of a name, or its title, tell."""
    low = [word.low for word in words_of(words)]
    if any(word in FEMALE for word in low[:2]):
        return "f"
    if any(word in MALE for word in low[:2]):
        return "m"
    return "f" if len(low) > 1 and low[0].endswith("a") else ""


def is_plural(noun: str) -> bool:
    """Whether a noun is, by its form."""
    low = noun.lower()
    return low in PLURALS or (
        len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "news"))
    )


#: Words that no noun phrase goes on with.
ENDS = AUXILIARIES | PREPOSITIONS | WH_WORDS | SUBORDINATORS | CONNECTIVES | PRONOUNS | VERBS | MONTHS
#: Nor beyond these.
BORDER = re.compile(r"[,;:.!?()\"“”]|['’]s\b")
