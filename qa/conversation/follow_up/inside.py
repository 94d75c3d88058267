"""Whether a pronoun means something in its own question: it is left alone then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from qa.conversation.follow_up.context import Named
from qa.conversation.follow_up.mentions import Kind, Mention, Word, is_plural
from qa.conversation.follow_up.words import (
    AUXILIARIES,
    CONNECTIVES,
    DETERMINERS,
    EVENT_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIONAL,
    SUBORDINATORS,
    THING_NOUNS,
    TIME_NOUNS,
    VERBS,
    WH_WORDS,
    listed,
)

PEOPLE = (Kind.PERSON, Kind.NAME)
THINGS = (Kind.THING, Kind.PLACE, Kind.NAME)
CROWDS = (Kind.GROUP, Kind.NAME, Kind.PLACE)
#: Behind these a pronoun may mean the subject: "Who brought his wife with him?"
REFLECTING = listed("with behind around before after near beside between among for")
#: No nouns.
PLAIN = (
    AUXILIARIES | PREPOSITIONS | WH_WORDS | SUBORDINATORS | CONNECTIVES | DETERMINERS | PRONOUNS | VERBS
    | listed("many much more most other others else ever so too very first last next only also not there own")
)  # fmt: skip
POSSESSIVES = listed("his her its their")
SUBJECTS = listed("he she it they him her them his its their")


class Pronoun(NamedTuple):
    """What a pronoun may mean: the kinds of things, and those that were named, likeliest first."""

    kinds: tuple[Kind, ...]
    order: Callable[[Named], Iterable[Mention]]
    possessive: bool = False
    subject: bool = False


def answered_inside(
    words: list[Word], at: int, own: list[Mention], pronoun: Pronoun, possessive: bool
) -> bool:
    """Whether the question itself holds what its word `at`, a pronoun, may mean; `own` is what it names."""
    word = words[at]
    if possessive and any(
        m.kind in pronoun.kinds and _follows(words, m) for m in own if m.start > word.start
    ):
        return True
    if _opens(words, at):
        return False
    mine = [m for m in own if m.end <= word.start and (m.named or m.kind in pronoun.kinds)]
    named = [m for m in mine if m.named and m.kind in (*pronoun.kinds, Kind.NAME)]
    if pronoun.kinds == THINGS:
        named = [m for m in named if m.kind != Kind.GROUP]
    if named and (possessive or not _object(words, at)):
        return True
    asks = words[0].low in ("who", "which", "what", "whose") and (
        possessive or words[at - 1].low in REFLECTING
    )
    if asks and pronoun.kinds != THINGS and at > 1 and words[1].low not in AUXILIARIES:
        return True
    if pronoun.kinds == CROWDS and any(m.kind == Kind.GROUP for m in mine):
        return True
    return any(_may_be(noun, pronoun) for noun in _nouns(words, at, own))


def _opens(words: list[Word], at: int) -> bool:
    """Whether the pronoun is the first subject, or in it: nothing stands before it but what is asked for."""
    if at and words[at - 1].low in CONNECTIVES:
        return False
    before = [word.low for word in words[:at]]
    verbs = [low for low in before if low in AUXILIARIES | VERBS or low.endswith("ed")]
    return not before or (before[-1] in AUXILIARIES and len(verbs) == 1 and "that" not in before)


def _object(words: list[Word], at: int) -> bool:
    """Whether the pronoun is what the first verb acts on, or behind a preposition."""
    clause = any(word.low in SUBORDINATORS for word in words[1:at])
    previous = words[at - 1].low
    return not clause and previous not in AUXILIARIES and previous not in REFLECTING


def _nouns(words: list[Word], at: int, own: list[Mention]) -> list[Word]:
    """The common nouns before a pronoun, as far as they can be told from verbs."""
    named = [(m.start, m.end) for m in own if m.named or m.kind == Kind.GROUP]
    found = []
    for number, word in enumerate(words[: at - 1] if words[at].low not in POSSESSIVES else words[:at]):
        previous = words[number - 1].low if number else ""
        verb = (
            word.low in PLAIN
            or (len(word.low) > 4 and word.low.endswith(("ed", "ly", "ing")))
            or previous in SUBJECTS
        )
        if not verb and not word.low.isdecimal() and not any(a <= word.start < b for a, b in named):
            found.append(word)
    return found


def _may_be(noun: Word, pronoun: Pronoun) -> bool:
    plural = is_plural(noun.text)
    if pronoun.kinds == THINGS:
        return not plural and noun.low not in PERSON_NOUNS | RELATIONAL
    if pronoun.kinds == CROWDS:
        return plural or (pronoun.possessive and noun.low not in RELATIONAL)
    return noun.low in PERSON_NOUNS or (
        not plural and noun.low not in PLACE_NOUNS | THING_NOUNS | EVENT_NOUNS | TIME_NOUNS | RELATIONAL
    )


def _follows(words: list[Word], mention: Mention) -> bool:
    """Whether a mention is the subject behind its auxiliary: "his first book did King sell"."""
    before = [word.low for word in words if word.end <= mention.start]
    return bool(before) and before[-1] in AUXILIARIES and mention.kind != Kind.GROUP
